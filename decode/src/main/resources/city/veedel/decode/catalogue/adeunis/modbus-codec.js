/*
 * Adeunis Modbus (master for Modbus meters; LoRaWAN), uplinks on port 1. Big endian.
 *
 *   0  frame code
 *   1  status: bits 7-5 frame counter, bit 1 battery low, bit 0 configuration done, bit 2 hardware error, bit 3
 *      configuration inconsistent,
 *      bit 4 Modbus read error
 * 0x44 periodic data: values of the registers read, 4 bytes each, signed. Whether a register holds two bytes or four
 *   is set in the device; the stated output reads four.
 * 0x20 network configuration: 2 options (bit 0 adaptive data rate, bit 2 duty cycle), 3 provisioning (0 ABP, 1 OTAA).
 * 0x31 values of the registers asked for. 0x33 answer to the setting of registers: 2 status, 3-4 register.
 * Not described in what was at hand and therefore refused: 0x10, 0x30, 0x45 (alarm), 0x5e to 0x62.
 *
 * Sources: status byte and frames from Adeunis' manuals: Technical Reference Manual MODBUS, APP 2.0 (manuzoid.com);
 *   the status byte and frames 0x20, 0x31, 0x33 as in "MOTION V2 Technical Reference Manual" pp. 8-14
 *   (manualshive.com);
 *   field names, time stamp and order of the samples from the payload and output stated in the public LoRaWAN device
 *   list.
 */

const MODEL = 'Modbus';

const FRAMES = {
  0x20: ['Modbus network configuration', readNetwork],
  0x31: ['Modbus register values', readRegisters],
  0x33: ['Modbus answer to the setting of registers', readRegisterAnswer],
  0x44: ['Modbus data (int32)', readPeriodic],
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
    configurationDone: bit(byte, 0),
    lowBattery: bit(byte, 1),
    hardwareError: bit(byte, 2),
    configurationInconsistency: bit(byte, 3),
    modbusReadError: bit(byte, 4),
  };
}

function readPeriodic(result, bytes, end) {
  result.registerValues = [];
  eachSample(2, end, 4, (at) => result.registerValues.push(i32(bytes, at)));
}

function i32(bytes, at) {
  const value = u32(bytes, at);
  return value > 2147483647 ? value - 4294967296 : value;
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

function u32(bytes, at) {
  return u16(bytes, at) * 65536 + u16(bytes, at + 2);
}
