/*
 * Adeunis Repeater Sigfox (range extender). Sigfox knows no ports; port 1 is taken as well.
 *
 *   0  frame code
 *   1  bits 7-4 frame counter, bit 1 battery low
 * 0x03 confirmation of a downlink: 2 code of the downlink, 3 its error code.
 *
 * Sources: Adeunis' status byte ("MOTION V2 Technical Reference Manual" p. 8, manualshive.com) for bit 1; everything
 *   else from the one payload and output stated in the public LoRaWAN device list. No description of the other
 *   frames, nor of the other codes, was at hand: frames are refused, codes come without a text and with a warning.
 */

const MODEL = 'Repeater';

/** Codes with their texts, as far as they are known. */
const DOWNLINKS = { 0x01: 'Suppress all IDs from White List' };
const DOWNLINK_ERRORS = { 0x01: 'White List already empty' };

function decodeUplink(input) {
  const warnings = [];
  try {
    checkPort(input.fPort);
    checkBytes(input.bytes);
    return { data: { bytes: readFrame(input.bytes, warnings) }, warnings: warnings, errors: [] };
  } catch (e) {
    if (e && e.fault) {
      return { errors: [e.fault] };
    }
    throw e;
  }
}

function checkPort(fPort) {
  if (fPort !== 1 && fPort !== undefined && fPort !== null) {
    fail('port ' + fPort + ': the ' + MODEL + ' knows port 1 or none');
  }
}

function readFrame(bytes, warnings) {
  if (bytes.length < 2) {
    fail('truncated: ' + bytes.length + ' bytes, a frame has a code and a status');
  }
  if (bytes[0] !== 0x03) {
    fail('frame code ' + hex(bytes[0]) + ' at byte 0 is not described for the ' + MODEL);
  }
  if (bytes.length !== 4) {
    fail((bytes.length < 4 ? 'truncated' : 'too long') + ': frame 0x03 has 4 bytes, got ' + bytes.length);
  }
  return {
    type: '0x03 Repeater DL confirmation',
    frameCounter: bytes[1] >> 4,
    lowBattery: ((bytes[1] >> 1) & 1) === 1,
    downlinkCode: describe(bytes, 2, DOWNLINKS, warnings),
    downlinkErrorCode: describe(bytes, 3, DOWNLINK_ERRORS, warnings),
  };
}

function describe(bytes, at, texts, warnings) {
  const code = bytes[at];
  if (!texts[code]) {
    warnings.push('code ' + hex(code) + ' at byte ' + at + ' is not described');
    return hex(code);
  }
  return hex(code) + ' ' + texts[code];
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
