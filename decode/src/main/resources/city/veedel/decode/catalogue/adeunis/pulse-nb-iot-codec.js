/*
 * Adeunis Pulse 4 NB-IoT (pulses of meters). Big endian.
 *
 * In front of the frame: 8 bytes IMEI (digits), 1 byte signal quality, 4 bytes counter of all frames. In the frame:
 *   0  code
 *   1  status: bits 7-5 frame counter, bit 1 battery low, bit 0 configuration done, bit 2 time stamp
 * 0x5a channel A, 0x5b channel B, periodic data with history: 2-5 counter (pulses), then by how much it grew in each
 *   period before, 2 bytes each, newest first; with bit 2 of the status the last four bytes are seconds since 2013,
 *   local time. What a pulse is worth is known to the meter only.
 * 0x46 periodic data without history: 2-5 counter A, 6-9 counter B (pulses).
 * 0x47 flow alarm: 2-3 flow A, 4-5 flow B (pulses per hour).
 * 0x30 daily: 2 alarms (bits 0, 1 flow, 2, 3 tamper, 4, 5 leak on A, B), 3-4, 5-6 maximum and 7-8, 9-10 minimum flow
 *   of A, B (pulses per hour).
 * 0x31 values of the registers asked for. 0x33 answer to the setting of registers: 2 status, 3-4 register.
 * Not described in what was at hand and therefore refused: 0x10, 0x20.
 *
 * Sources: status byte and frames from Adeunis' manuals: Technical Reference Manual PULSE V3 NB-IoT, APP 2.0
 *   (manuzoid.com); user guide WMBUS Pulse V2.2.0 pp. 82-83 (manualslib.fr: 0x30, 0x46, 0x47);
 *   the status byte and frames 0x20, 0x31, 0x33 as in "MOTION V2 Technical Reference Manual" pp. 8-14
 *   (manualshive.com);
 *   field names, time stamp and order of the samples from the payload and output stated in the public LoRaWAN device
 *   list.
 */

const MODEL = 'Pulse 4 NB-IoT';

/** Frames that end in a time stamp if bit 2 of the status says so. */
const STAMPED = [0x46, 0x47, 0x5a, 0x5b];

const FRAMES = {
  0x30: ['Pulse 4 NB-IoT daily data', readDaily],
  0x31: ['Pulse 4 NB-IoT register values', readRegisters],
  0x33: ['Pulse 4 NB-IoT answer to the setting of registers', readRegisterAnswer],
  0x46: ['Pulse 4 NB-IoT data without history', readCounters],
  0x47: ['Pulse 4 NB-IoT flow alarm', readFlowAlarm],
  0x5a: ['Pulse 4 NB-IoT data - channel A', readHistory],
  0x5b: ['Pulse 4 NB-IoT data - channel B', readHistory],
};

const HEAD = 13;

function decodeUplink(input) {
  try {
    checkPort(input.fPort);
    checkBytes(input.bytes);
    return { data: { bytes: readDatagram(input.bytes) }, warnings: [], errors: [] };
  } catch (e) {
    if (e && e.fault) {
      return { errors: [e.fault] };
    }
    throw e;
  }
}

function readDatagram(bytes) {
  if (bytes.length < HEAD + 2) {
    fail('truncated: ' + bytes.length + ' bytes, the head has ' + HEAD + ' and a frame a code and a status');
  }
  const result = readFrame(bytes.slice(HEAD));
  result.nbIot = {
    imei: bytes.slice(0, 8).map((b) => hex(b).slice(2)).join(''),
    signalQuality: bytes[8],
    globalFrameCounter: u32(bytes, 9),
  };
  return result;
}

function checkPort(fPort) {
  if (fPort !== 1 && fPort !== undefined && fPort !== null) {
    fail('port ' + fPort + ': ' + MODEL + ' knows port 1 or none');
  }
}

function readFrame(bytes) {
  const frame = FRAMES[bytes[0]];
  if (!frame) {
    fail('frame code ' + hex(bytes[0]) + ' at byte ' + HEAD + ' is not described for the ' + MODEL);
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
    lowBattery: bit(byte, 1),
    configurationDone: bit(byte, 0),
    timestamp: bit(byte, 2),
  };
}

/** The counter of now and by how much it grew in each period before. */
function readHistory(result, bytes, end) {
  if (end < 6) {
    fail('truncated: no counter at bytes 2 to 5');
  }
  result.decodingInfo = 'counterValues: [t=0, t-1, t-2, ...]';
  result.counterValues = [u32(bytes, 2)];
  if (end > 6) {
    eachSample(6, end, 2, (at) => {
      result.counterValues.push(result.counterValues[result.counterValues.length - 1] - u16(bytes, at));
    });
  }
}

function readCounters(result, bytes, end) {
  requireEnd(bytes, end, 10);
  result.counterValues = { channelA: u32(bytes, 2), channelB: u32(bytes, 6) };
}

function readFlowAlarm(result, bytes, end) {
  requireEnd(bytes, end, 6);
  result.flow = { unit: 'pulse/h', channelA: u16(bytes, 2), channelB: u16(bytes, 4) };
}

function readDaily(result, bytes, end) {
  requireEnd(bytes, end, 11);
  result.flowAlarm = { channelA: bit(bytes[2], 0), channelB: bit(bytes[2], 1) };
  result.tamperAlarm = { channelA: bit(bytes[2], 2), channelB: bit(bytes[2], 3) };
  result.leakAlarm = { channelA: bit(bytes[2], 4), channelB: bit(bytes[2], 5) };
  result.maximumFlow = { unit: 'pulse/h', channelA: u16(bytes, 3), channelB: u16(bytes, 5) };
  result.minimumFlow = { unit: 'pulse/h', channelA: u16(bytes, 7), channelB: u16(bytes, 9) };
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

function u32(bytes, at) {
  return u16(bytes, at) * 65536 + u16(bytes, at + 2);
}
