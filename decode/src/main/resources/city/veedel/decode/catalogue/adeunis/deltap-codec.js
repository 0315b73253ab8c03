/*
 * Adeunis Delta P (difference of air pressures; LoRaWAN), uplinks on port 1. Big endian.
 *
 *   0  frame code
 *   1  status: bits 7-5 frame counter, bit 1 battery low, bit 0 configuration done, bit 2 hardware error, bit 3
 *      configuration inconsistent
 * 0x53 periodic data: samples of the pressure difference (2 bytes, signed, Pa), newest first.
 * 0x20 network configuration: 2 options (bit 0 adaptive data rate, bit 2 duty cycle), 3 provisioning (0 ABP, 1 OTAA).
 * 0x31 values of the registers asked for. 0x33 answer to the setting of registers: 2 status, 3-4 register.
 * Not described in what was at hand and therefore refused: 0x10 to 0x12, 0x30, alarms and the 0-10 V input
 * (0x54 to 0x56), digital inputs (0x51, 0x52).
 *
 * Sources: status byte and frames from Adeunis' manuals: Technical Reference Manual DELTA P, APP 2.0
 *   (adeunis.notion.site);
 *   the status byte and frames 0x20, 0x31, 0x33 as in "MOTION V2 Technical Reference Manual" pp. 8-14
 *   (manualshive.com);
 *   field names, time stamp and order of the samples from the payload and output stated in the public LoRaWAN device
 *   list.
 */

const MODEL = 'Delta P';

const FRAMES = {
  0x20: ['Delta P network configuration', readNetwork],
  0x31: ['Delta P register values', readRegisters],
  0x33: ['Delta P answer to the setting of registers', readRegisterAnswer],
  0x53: ['Delta P periodic data', readPeriodic],
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
  frame[1](result, bytes, findEnd(bytes, result.status));
  return result;
}

function readStatus(byte) {
  return {
    frameCounter: byte >> 5,
    hardwareError: bit(byte, 2),
    lowBattery: bit(byte, 1),
    configurationDone: bit(byte, 0),
    configurationInconsistency: bit(byte, 3),
  };
}

function readPeriodic(result, bytes, end) {
  result.decodingInfo = 'values: [t=0, t-1, t-2, ...]';
  result.deltaPressure = { unit: 'pa', values: [] };
  eachSample(2, end, 2, (at) => result.deltaPressure.values.push(i16(bytes, at)));
}

/** Where the fields of the frame end: this model sends no time stamps. */
function findEnd(bytes) {
  return bytes.length;
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
