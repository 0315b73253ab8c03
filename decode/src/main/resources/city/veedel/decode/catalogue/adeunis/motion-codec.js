/*
 * Adeunis Motion (presence, brightness, digital inputs; LoRaWAN), uplinks on port 1. Big endian.
 *
 *   0  frame code
 *   1  status: bits 7-5 frame counter, bit 1 battery low, bit 0 configuration done, bit 2 hardware error, bit 3
 *      configuration inconsistent
 * 0x5c periodic data: 2 presence while sending; samples of presence (1 byte, % of the period) and brightness (1 byte,
 *   %), newest first.
 * 0x5d presence alarm: 2 begins (1) or ends (0), 3 brightness (%). 0x50 brightness alarm: 2 active, 3 brightness (%).
 * 0x51 button, 0x52 terminal: 2 bit 0 state, bit 1 state in the frame before; 3-6 events in all; 7-8 events since the
 *   alarm before. 0x1f their configuration. 0x30 keep alive, nothing but the status.
 * 0x10 configuration: registers S300, S301, S320, S321, S322, 2 bytes each.
 * 0x20 network configuration: 2 options (bit 0 adaptive data rate, bit 2 duty cycle), 3 provisioning (0 ABP, 1 OTAA).
 * 0x31 values of the registers asked for. 0x33 answer to the setting of registers: 2 status, 3-4 register.
 *
 * Sources: status byte and frames from Adeunis' manuals: Technical Reference Manual MOTION V2, APP 2.0, pp. 8-15
 *   (manualshive.com, manualslook.com): all frames;
 *   the status byte and frames 0x20, 0x31, 0x33 as in "MOTION V2 Technical Reference Manual" pp. 8-14
 *   (manualshive.com);
 *   field names, time stamp and order of the samples from the payload and output stated in the public LoRaWAN device
 *   list.
 */

const MODEL = 'Motion';

const FRAMES = {
  0x10: ['Motion configuration', readConfiguration],
  0x1f: ['Motion digital input configuration', readDigitalConfiguration],
  0x20: ['Motion network configuration', readNetwork],
  0x30: ['Motion keep alive', readKeepAlive],
  0x31: ['Motion register values', readRegisters],
  0x33: ['Motion answer to the setting of registers', readRegisterAnswer],
  0x50: ['Motion luminosity alarm', readLuminosityAlarm],
  0x51: ['Motion digital input alarm', readDigitalInput],
  0x52: ['Motion digital input alarm', readDigitalInput],
  0x5c: ['Motion data', readPeriodic],
  0x5d: ['Motion presence alarm', readPresenceAlarm],
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
  if (end < 3) {
    fail('truncated: no presence at byte 2');
  }
  result.presenceDetectedWhenSending = bytes[2] !== 0;
  result.decodingInfo = 'values: [t=0, t-1, t-2, ...]';
  result.presence = { unit: '%', values: [] };
  result.luminosity = { unit: '%', values: [] };
  eachSample(3, end, 2, (at) => {
    result.presence.values.push(bytes[at]);
    result.luminosity.values.push(bytes[at + 1]);
  });
}

function readPresenceAlarm(result, bytes, end) {
  requireEnd(bytes, end, 4);
  result.presenceDetected = bytes[2] !== 0;
  result.luminosity = { unit: '%', value: bytes[3] };
}

function readLuminosityAlarm(result, bytes, end) {
  requireEnd(bytes, end, 4);
  result.luminosity = { alarm: bytes[2] !== 0, unit: '%', value: bytes[3] };
}

function readConfiguration(result, bytes, end) {
  requireEnd(bytes, end, 12);
  result.registers = {};
  ['S300', 'S301', 'S320', 'S321', 'S322'].forEach((name, n) => {
    result.registers[name] = u16(bytes, 2 + 2 * n);
  });
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
