/*
 * Adeunis Comfort (temperature, humidity, digital inputs; LoRaWAN), uplinks on port 1. Big endian.
 *
 *   0  frame code
 *   1  status: bits 7-5 frame counter, bit 1 battery low, bit 0 configuration done, bit 2 time stamp, bit 3
 *      configuration inconsistent
 *      (bit 2 being the time stamp, there is none for a hardware error)
 * 0x4c periodic data: samples of temperature (2 bytes, signed, 0.1 °C) and humidity (1 byte, %), newest first; with
 *   bit 2 of the status the last four bytes are seconds since 2013, local time.
 * 0x4d alarm: 2 bit 4 temperature alarm, bit 0 humidity alarm; 3-4 temperature (0.1 °C); 5 humidity (%).
 * 0x51 button, 0x52 terminal: 2 bit 0 state, bit 1 state in the frame before; 3-6 events in all; 7-8 events since the
 *   alarm before. 0x1f their configuration. 0x30 keep alive, nothing but the status.
 * 0x20 network configuration: 2 options (bit 0 adaptive data rate, bit 2 duty cycle), 3 provisioning (0 ABP, 1 OTAA).
 * 0x31 values of the registers asked for. 0x33 answer to the setting of registers: 2 status, 3-4 register.
 * Not described in what was at hand and therefore refused: 0x10.
 *
 * Sources: status byte and frames from Adeunis' manuals: user guide Sigfox Smart Building COMFORT V1.0.1 pp. 73-74
 *   (manualslib.fr: 0x4D, 0x51, 0x52, list of frames), user guide LoRaWAN Smart Building COMFORT V2.1.1
 *   (manualslib.fr);
 *   the status byte and frames 0x20, 0x31, 0x33 as in "MOTION V2 Technical Reference Manual" pp. 8-14
 *   (manualshive.com);
 *   field names, time stamp and order of the samples from the payload and output stated in the public LoRaWAN device
 *   list.
 */

const MODEL = 'Comfort 2';

/** Frames that end in a time stamp if bit 2 of the status says so. */
const STAMPED = [0x4c, 0x4d, 0x51, 0x52];

const FRAMES = {
  0x1f: ['Comfort 2 digital input configuration', readDigitalConfiguration],
  0x20: ['Comfort 2 network configuration', readNetwork],
  0x30: ['Comfort 2 keep alive', readKeepAlive],
  0x31: ['Comfort 2 register values', readRegisters],
  0x33: ['Comfort 2 answer to the setting of registers', readRegisterAnswer],
  0x4c: ['Comfort 2 data', readPeriodic],
  0x4d: ['Comfort 2 temperature and humidity alarm', readAlarm],
  0x51: ['Comfort 2 digital input alarm', readDigitalInput],
  0x52: ['Comfort 2 digital input alarm', readDigitalInput],
};

function decodeUplink(input) {
  try {
    checkPort(input.fPort);
    checkBytes(input.bytes);
    return { data: { bytes: readFrame(input.bytes) }, warnings: [], errors: [] };
  } catch (e) {
    if (e && e.fault) {
      return { errors: [e.fault] };
    }
    throw e;
  }
}

function checkPort(fPort) {
  if (fPort !== 1) {
    fail('port ' + fPort + ': ' + MODEL + ' sends on port 1');
  }
}

function readFrame(bytes) {
  if (bytes.length < 2) {
    fail('truncated: ' + bytes.length + ' bytes, a frame has a code and a status');
  }
  const frame = FRAMES[bytes[0]];
  if (!frame) {
    fail('frame code ' + hex(bytes[0]) + ' at byte 0 is not described for the ' + MODEL);
  }
  const result = { type: hex(bytes[0]) + ' ' + frame[0], status: readStatus(bytes[1]) };
  const end = STAMPED.indexOf(bytes[0]) < 0 ? bytes.length : findEnd(bytes, result.status);
  frame[1](result, bytes, end);
  if (end < bytes.length) {
    addTimestamp(result, bytes);
  }
  return result;
}

function readStatus(byte) {
  return {
    frameCounter: byte >> 5,
    hardwareError: false,
    lowBattery: bit(byte, 1),
    configurationDone: bit(byte, 0),
    configurationInconsistency: bit(byte, 3),
    timestamp: bit(byte, 2),
  };
}

function readPeriodic(result, bytes, end) {
  result.decodingInfo = 'values: [t=0, t-1, t-2, ...]';
  result.temperature = { unit: '°C', values: [] };
  result.humidity = { unit: '%', values: [] };
  eachSample(2, end, 3, (at) => {
    result.temperature.values.push(i16(bytes, at) / 10);
    result.humidity.values.push(bytes[at + 2]);
  });
}

function readAlarm(result, bytes, end) {
  requireEnd(bytes, end, 6);
  result.temperature = { alarm: bit(bytes[2], 4), unit: '°C', value: i16(bytes, 3) / 10 };
  result.humidity = { alarm: bit(bytes[2], 0), unit: '%', value: bytes[5] };
}

/** Calls `read` with the offset of every sample, newest first. */
function eachSample(start, end, size, read) {
  if (end - start < size) {
    fail('truncated: no sample of ' + size + ' bytes from byte ' + start + ' on');
  }
  if ((end - start) % size !== 0) {
    fail('truncated: bytes ' + start + ' to ' + (end - 1) + ' are no whole number of samples of ' + size + ' bytes');
  }
  for (let at = start; at < end; at += size) {
    read(at);
  }
}

function readDigitalInput(result, bytes, end) {
  requireEnd(bytes, end, 9);
  result.input = bytes[0] === 0x51 ? 1 : 2;
  result.state = bit(bytes[2], 0) ? 'ON/CLOSED' : 'OFF/OPEN';
  result.previousState = bit(bytes[2], 1) ? 'ON/CLOSED' : 'OFF/OPEN';
  result.globalCounter = u32(bytes, 3);
  result.instantaneousCounter = u16(bytes, 7);
}

function readDigitalConfiguration(result, bytes, end) {
  requireEnd(bytes, end, 8);
  result.registers = { S380: bytes[2], S381: u16(bytes, 3), S382: bytes[5], S383: u16(bytes, 6) };
}

function readKeepAlive(result, bytes, end) {
  requireEnd(bytes, end, 2);
}

function readNetwork(result, bytes, end) {
  requireEnd(bytes, end, 4);
  result.loraAdr = bit(bytes[2], 0);
  result.loraDutyCycle = bit(bytes[2], 2);
  result.loraProvisioningMode = bytes[3] === 0 ? 'ABP' : bytes[3] === 1 ? 'OTAA' : hex(bytes[3]) + ' not described';
}

/** Values without their register numbers, which only the request holds. */
function readRegisters(result, bytes) {
  result.registerValues = bytes.slice(2).map((b) => hex(b).slice(2)).join('');
}

const REQUEST_STATUS = [
  'not available',
  'success',
  'success, no update',
  'error, coherency',
  'error, invalid register',
  'error, invalid value',
  'error, truncated command',
];

function readRegisterAnswer(result, bytes) {
  if (bytes.length < 3) {
    fail('truncated: frame 0x33 has no request status at byte 2');
  }
  const text = bytes[2] < REQUEST_STATUS.length ? REQUEST_STATUS[bytes[2]] : 'not described';
  result.requestStatus = hex(bytes[2]) + ' ' + text;
  if (bytes.length >= 5) {
    result.register = u16(bytes, 3);
  }
}

/** Frames of one length: `end` is where the fields end. */
function requireEnd(bytes, end, expected) {
  if (end !== expected) {
    fail((end < expected ? 'truncated: ' : 'too long: ') + 'frame ' + hex(bytes[0]) + ' has ' + expected
      + ' bytes before any time stamp, got ' + end);
  }
}

const EPOCH_2013 = 1356998400;

/** Seconds since 2013 in the device's local time, as the last four bytes. */
function addTimestamp(result, bytes) {
  const seconds = EPOCH_2013 + u32(bytes, bytes.length - 4);
  result.timestamp = new Date(seconds * 1000).toISOString().replace('Z', '');
}

/** Where the fields of the frame end. */
function findEnd(bytes, status) {
  const end = status.timestamp ? bytes.length - 4 : bytes.length;
  if (end < 2) {
    fail('truncated: no room for the time stamp announced by bit 2 of byte 1');
  }
  return end;
}

/** Throws what is wrong; decodeUplink turns it into `errors`. */
function fail(text) {
  throw { fault: text };
}

function hex(byte) {
  return '0x' + (byte < 16 ? '0' : '') + byte.toString(16);
}

function checkBytes(bytes) {
  if (!Array.isArray(bytes) || !bytes.every((b) => Number.isInteger(b) && b >= 0 && b <= 255)) {
    fail('bytes: not an array of numbers from 0 to 255');
  }
}

function bit(byte, n) {
  return ((byte >> n) & 1) === 1;
}

function u16(bytes, at) {
  return bytes[at] * 256 + bytes[at + 1];
}

function i16(bytes, at) {
  const value = u16(bytes, at);
  return value > 32767 ? value - 65536 : value;
}

function u32(bytes, at) {
  return u16(bytes, at) * 65536 + u16(bytes, at + 2);
}
