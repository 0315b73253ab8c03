/*
 * Dingtek DF555 tank level sensor (ultrasonic) (LoRaWAN), uplinks on port 3.
 *
 * Packet, byte by byte:
 *   0      packet header 0x80
 *   1      forced bit 0x00
 *   2      device type
 *   3      report data type: 0x01 periodic, 0x02 alarm (same data), 0x03 parameters
 *   4      packet size in bytes, header and tail included
 *   …      data, big endian
 *   last   packet tail 0x81
 *
 * 0x01, 0x02: 5-6 level (distance to the surface, mm); 7 position flag (1: 8-11 longitude, 12-15 latitude, degrees,
 *   singles, little endian; what follows is 8 bytes further on); 8 temperature of the device (°C, signed);
 *   11 high half: level alarm; 12 low half: battery low; 13-14 frame counter.
 * 0x03: 5-6 firmware; 7 upload (h); 8 detection (min); 9 level threshold (cm); 14 work mode.
 *
 * Sources: the packet (header, forced bit, device type, report data type, packet size, data, frame counter, tail)
 * from the contents of Dingtek's protocol papers "DF702&DF703 Waste Bin Sensor Protocol_LoRaWAN V2.8", "DF200 Level
 * Sensor_LoRaWAN Protocol V1.1", "DC500 People Counter Protocol LoRaWAN V1.0", "DC510 People Counter Protocol_NB-IoT
 * V1.0" (cdn.shopify.com/s/files/1/0067/0249/7890/files/…). Their tables were not at hand: the places of the values
 * follow from the payloads and outputs stated in the public LoRaWAN device list, compared across the nineteen models.
 * "Inferred" marks what the examples leave open.
 */

const MODEL = 'DF555';
const PORT = 3;
const HEADERS = [0x80];
const DEVICE_TYPE = 0x01;

function decodeUplink(input) {
  const warnings = [];
  try {
    const bytes = checkInput(input);
    checkFrame(bytes, warnings);
    return finish(readData(bytes, warnings), warnings);
  } catch (e) {
    if (e && e.fault) {
      return { errors: [e.fault] };
    }
    throw e;
  }
}

function readData(bytes, warnings) {
  switch (bytes[3]) {
    case 0x01:
    case 0x02:
      return readMeasurement(bytes, warnings);
    case 0x03:
      return readParameters(bytes, warnings);
    default:
      return fail('report data type ' + hex(bytes[3]) + ' at byte 3 is not described');
  }
}

function finish(data, warnings) {
  return warnings.length > 0 ? { data: data, warnings: warnings } : { data: data };
}

function readMeasurement(bytes, warnings) {
  const tail = findTail(bytes);
  requireData(bytes, tail + 7, 'measured values');
  const data = {
    level: u16(bytes, 5),
    alarmLevel: highAlarm(bytes[tail + 3]),
    alarmBattery: lowAlarm(bytes[tail + 4]),
    temperature: i8(bytes, tail),
    frameCounter: u16(bytes, tail + 5),
  };
  addPosition(data, bytes, warnings);
  return data;
}

function readParameters(bytes) {
  requireData(bytes, 15, 'parameters');
  return {
    firmware: firmware(bytes),
    uploadInterval: bytes[7],
    detectInterval: bytes[8],
    levelThreshold: bytes[9],
    workMode: bytes[14],
  };
}

/** Alarms are half bytes: 0 is none. */
function highAlarm(byte) {
  return byte >> 4 !== 0;
}

function lowAlarm(byte) {
  return (byte & 0x0f) !== 0;
}

/** Where the data behind the optional position begin. */
function findTail(bytes) {
  requireData(bytes, 8, 'level and position flag');
  if (bytes[7] > 1) {
    fail('position flag ' + hex(bytes[7]) + ' at byte 7 is neither 0x00 nor 0x01');
  }
  return bytes[7] === 1 ? 16 : 8;
}

/**
 * The stated positions come out only if the fraction is divided by 2^23 - 1; IEEE 754 says 2^23. That moves a
 * position by less than two metres.
 */
const FRACTION_ONE = 8388607;

/** IEEE 754 single, little endian; null if it is no number. */
function f32le(bytes, at) {
  const exponent = ((bytes[at + 3] & 0x7f) << 1) | (bytes[at + 2] >> 7);
  if (exponent === 255) {
    return null;
  }
  const fraction = (bytes[at + 2] & 0x7f) * 65536 + bytes[at + 1] * 256 + bytes[at];
  const magnitude =
    exponent === 0
      ? fraction * Math.pow(2, -149)
      : (1 + fraction / FRACTION_ONE) * Math.pow(2, exponent - 127);
  return bytes[at + 3] > 127 ? -magnitude : magnitude;
}

function addPosition(data, bytes, warnings) {
  if (bytes[7] !== 1) {
    return;
  }
  const longitude = f32le(bytes, 8);
  const latitude = f32le(bytes, 12);
  if (longitude === null || latitude === null || Math.abs(longitude) > 180 || Math.abs(latitude) > 90) {
    warnings.push('position at bytes 8 to 15 is no place on earth');
    return;
  }
  data.longitude = longitude.toFixed(6);
  data.latitude = latitude.toFixed(6);
}

function firmware(bytes) {
  return bytes[5] + '.' + bytes[6];
}

/** Throws what is wrong; decodeUplink turns it into `errors`. */
function fail(text) {
  throw { fault: text };
}

function hex(byte) {
  return '0x' + (byte < 16 ? '0' : '') + byte.toString(16);
}

function checkInput(input) {
  if (input.fPort !== PORT) {
    fail('port ' + input.fPort + ': ' + MODEL + ' sends on port ' + PORT);
  }
  const bytes = input.bytes;
  if (!Array.isArray(bytes) || !bytes.every((b) => Number.isInteger(b) && b >= 0 && b <= 255)) {
    fail('bytes: not an array of numbers from 0 to 255');
  }
  return bytes;
}

/** Header, size and tail; what is merely unusual goes to the warnings. */
function checkFrame(bytes, warnings) {
  if (bytes.length < 6) {
    fail('truncated: ' + bytes.length + ' bytes, a packet has 6 at least');
  }
  if (HEADERS.indexOf(bytes[0]) < 0) {
    fail('packet header ' + hex(bytes[0]) + ' at byte 0, expected ' + HEADERS.map(hex).join(' or '));
  }
  if (bytes.length < bytes[4]) {
    fail('truncated: packet size ' + bytes[4] + ' at byte 4, but ' + bytes.length + ' bytes');
  }
  const tail = bytes[bytes.length - 1];
  if (tail !== 0x81) {
    fail('packet tail ' + hex(tail) + ' at byte ' + (bytes.length - 1) + ', expected 0x81');
  }
  if (bytes[1] !== 0x00) {
    warnings.push('forced bit ' + hex(bytes[1]) + ' at byte 1, expected 0x00');
  }
  if (bytes[2] !== DEVICE_TYPE) {
    warnings.push('device type ' + hex(bytes[2]) + ' at byte 2, expected ' + hex(DEVICE_TYPE) + ' of the ' + MODEL);
  }
}

/** The data must reach up to `end` (exclusive); the tail follows. */
function requireData(bytes, end, what) {
  if (bytes.length - 1 < end) {
    fail('truncated: ' + what + ' reach up to byte ' + (end - 1) + ', the data end at byte ' + (bytes.length - 2));
  }
}

function u16(bytes, at) {
  return bytes[at] * 256 + bytes[at + 1];
}

function i8(bytes, at) {
  return bytes[at] > 127 ? bytes[at] - 256 : bytes[at];
}
