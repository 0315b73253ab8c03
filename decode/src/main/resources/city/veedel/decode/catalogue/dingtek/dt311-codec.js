/*
 * Dingtek DT311 temperature and humidity sensor (LoRaWAN), uplinks on port 3.
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
 * 0x01, 0x02: 5-6 battery (0.01 V); 7 low half: battery low; 8 sign of the temperature, 0 is +; 9, 10 temperature,
 *   whole and hundredths (°C); 11, 12 humidity, whole and hundredths (%); all four binary coded decimals;
 *   13 halves: temperature too high, too low; 14 halves: humidity too high, too low; 15-16 frame counter.
 *   Temperature and humidity are texts in the stated output.
 * 0x03: 5-6 firmware; 7 upload (h); 8 detection (min); 9-10 high and 11-12 low temperature threshold (sign, °C);
 *   13 high, 14 low humidity threshold (%); 15 work mode; 16 battery threshold (%).
 * Inferred: the places of sign and battery alarm in 0x01; they are 0 in the example.
 *
 * Sources: the packet (header, forced bit, device type, report data type, packet size, data, frame counter, tail)
 * from the contents of Dingtek's protocol papers "DF702&DF703 Waste Bin Sensor Protocol_LoRaWAN V2.8", "DF200 Level
 * Sensor_LoRaWAN Protocol V1.1", "DC500 People Counter Protocol LoRaWAN V1.0", "DC510 People Counter Protocol_NB-IoT
 * V1.0" (cdn.shopify.com/s/files/1/0067/0249/7890/files/…). Their tables were not at hand: the places of the values
 * follow from the payloads and outputs stated in the public LoRaWAN device list, compared across the nineteen models.
 * "Inferred" marks what the examples leave open.
 */

const MODEL = 'DT311';
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

function readMeasurement(bytes) {
  requireData(bytes, 17, 'measured values');
  return {
    temperature: (bytes[8] === 0 ? '' : '-') + decimal(bytes, 9),
    humidity: decimal(bytes, 11),
    alarmHighTemperature: highAlarm(bytes[13]),
    alarmLowTemperature: lowAlarm(bytes[13]),
    alarmHighHumidity: highAlarm(bytes[14]),
    alarmLowHumidity: lowAlarm(bytes[14]),
    alarmBattery: lowAlarm(bytes[7]),
    volt: u16(bytes, 5) / 100,
    frameCounter: u16(bytes, 15),
  };
}

/** Two bytes of decimals: whole and hundredths. */
function decimal(bytes, at) {
  return digits(bytes, at).replace(/^0(?=.)/, '') + '.' + digits(bytes, at + 1);
}

function digits(bytes, at) {
  const text = hex(bytes[at]).slice(2);
  if (!/^[0-9]{2}$/.test(text)) {
    fail(hex(bytes[at]) + ' at byte ' + at + ' is no binary coded decimal');
  }
  return text;
}

/** Whole degrees behind a byte that is 0 for +. */
function signed(bytes, at) {
  const magnitude = bytes[at + 1];
  return bytes[at] === 0 || magnitude === 0 ? magnitude : -magnitude;
}

function readParameters(bytes) {
  requireData(bytes, 17, 'parameters');
  return {
    firmware: firmware(bytes),
    uploadInterval: bytes[7],
    detectInterval: bytes[8],
    highTemperatureThreshold: signed(bytes, 9),
    lowTemperatureThreshold: signed(bytes, 11),
    highHumidityThreshold: bytes[13],
    lowHumidityThreshold: bytes[14],
    batteryThreshold: bytes[16],
    workMode: bytes[15],
  };
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
