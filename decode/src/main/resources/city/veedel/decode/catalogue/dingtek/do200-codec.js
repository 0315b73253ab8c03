/*
 * Dingtek DO200 parking sensor (ultrasound and magnet) (LoRaWAN), uplinks on port 3.
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
 * 0x01, 0x02: 5-6 level (distance to what stands above, mm); 7 high half: parked, low half: level alarm; 8 high half:
 *   magnet alarm, low half: battery low; 9-10 battery (0.01 V); 11-16 magnetic field x, y, z as sent (signed);
 *   17-18 frame counter.
 * 0x03: 5-6 firmware; 7 upload (h); 8 ultrasonic detection (min); 9 magnetic detection (s); 12-13 magnetic threshold.
 * Which half is which alarm is inferred: in the example all are 0.
 *
 * Sources: the packet (header, forced bit, device type, report data type, packet size, data, frame counter, tail)
 * from the contents of Dingtek's protocol papers "DF702&DF703 Waste Bin Sensor Protocol_LoRaWAN V2.8", "DF200 Level
 * Sensor_LoRaWAN Protocol V1.1", "DC500 People Counter Protocol LoRaWAN V1.0", "DC510 People Counter Protocol_NB-IoT
 * V1.0" (cdn.shopify.com/s/files/1/0067/0249/7890/files/…). Their tables were not at hand: the places of the values
 * follow from the payloads and outputs stated in the public LoRaWAN device list, compared across the nineteen models.
 * "Inferred" marks what the examples leave open.
 */

const MODEL = 'DO200';
const PORT = 3;
const HEADERS = [0x80];
const DEVICE_TYPE = 0x02;

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

function readMeasurement(bytes) {
  requireData(bytes, 19, 'measured values');
  return {
    level: u16(bytes, 5),
    volt: u16(bytes, 9) / 100,
    alarmPark: highAlarm(bytes[7]),
    alarmLevel: lowAlarm(bytes[7]),
    alarmMagnet: highAlarm(bytes[8]),
    alarmBattery: lowAlarm(bytes[8]),
    xMagnet: i16(bytes, 11),
    yMagnet: i16(bytes, 13),
    zMagnet: i16(bytes, 15),
    Frame_Counter: u16(bytes, 17),
  };
}

function readParameters(bytes) {
  requireData(bytes, 14, 'parameters');
  return {
    firmware: firmware(bytes),
    uploadInterval: bytes[7],
    ultraDetectInterval: bytes[8],
    magDetectInterval: bytes[9],
    magThreshold: u16(bytes, 12),
  };
}

function i16(bytes, at) {
  const value = u16(bytes, at);
  return value > 32767 ? value - 65536 : value;
}

/** Alarms are half bytes: 0 is none. */
function highAlarm(byte) {
  return byte >> 4 !== 0;
}

function lowAlarm(byte) {
  return (byte & 0x0f) !== 0;
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
