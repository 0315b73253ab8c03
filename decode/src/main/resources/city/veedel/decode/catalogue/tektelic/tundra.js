/*
 * TEKTELIC T00067xx, T00073xx: TUNDRA temperature sensors (LoRaWAN), uplinks on port 10.
 *
 * A payload is a row of fields: 1 byte channel, 1 byte type, value (big endian). The type says how a value is read:
 *   00  digital, 1 byte: 0x00 is 0, anything else 1
 *   02  analog, 2 bytes, signed: thousandths
 *   04  counter or frequency, 2 bytes
 *   67  temperature, 2 bytes, signed (0.1 °C)
 *   68  relative humidity, 1 byte (0.5 %)
 *   ff  battery voltage, 2 bytes, signed (0.01 V)
 * Channel and type say what it is:
 *   00 ff  battery_voltage (V) [family]
 *   03 67  ambient_temperature (°C) [family]
 *   04 68  relative_humidity (%) [family]
 *   0b 67  mcu_temperature (°C, of the processor)
 * A known type on another channel goes to `unassigned`, with a warning; behind an unknown type nothing can be read.
 *
 * Sources: "Kona Home Sensor Technical Reference Manual T0005370_TRM Rev-C 1.0", p. 10, table 2-1 (manualshive.com);
 *   names from the payload and output stated in the public LoRaWAN device list; [family]: as in the other models of
 *   TEKTELIC, the manual of this one was not at hand.
 * Port 5 (diagnostics) and port 100 (answers to configuration) are not described here.
 */

const PORT = 10;

/** Size in bytes and reading of the values by type. */
const TYPES = {
  0x00: { size: 1, read: (bytes, at) => (bytes[at] === 0 ? 0 : 1) },
  0x02: { size: 2, read: i16 },
  0x04: { size: 2, read: u16 },
  0x67: { size: 2, read: (bytes, at) => i16(bytes, at) / 10 },
  0x68: { size: 1, read: (bytes, at) => bytes[at] / 2 },
  0xff: { size: 2, read: (bytes, at) => i16(bytes, at) / 100 },
};

/** Names by channel and type. */
const NAMES = {
  '0x00 0xff': 'battery_voltage',
  '0x03 0x67': 'ambient_temperature',
  '0x04 0x68': 'relative_humidity',
  '0x0b 0x67': 'mcu_temperature',
};

function decodeUplink(input) {
  const warnings = [];
  try {
    checkInput(input);
    const data = readFields(input.bytes, warnings);
    data.port = String(input.fPort);
    data.raw = '[' + input.bytes.map((b) => hex(b).slice(2).toUpperCase()).join(', ') + ']';
    return { data: data, errors: [], warnings: warnings };
  } catch (e) {
    if (e && e.fault) {
      return { errors: [e.fault] };
    }
    throw e;
  }
}

/** Throws what is wrong; decodeUplink turns it into `errors`. */
function fail(text) {
  throw { fault: text };
}

function checkInput(input) {
  if (input.fPort !== PORT) {
    fail('port ' + input.fPort + ' is not described, measured values come on port ' + PORT);
  }
  const bytes = input.bytes;
  if (!Array.isArray(bytes) || !bytes.every((b) => Number.isInteger(b) && b >= 0 && b <= 255)) {
    fail('bytes: not an array of numbers from 0 to 255');
  }
  if (bytes.length === 0) {
    fail('truncated: no bytes');
  }
}

function readFields(bytes, warnings) {
  const data = {};
  let at = 0;
  while (at < bytes.length) {
    const type = findType(bytes, at);
    addValue(data, bytes, at, type.read(bytes, at + 2), warnings);
    at += 2 + type.size;
  }
  return data;
}

function findType(bytes, at) {
  if (at + 1 >= bytes.length) {
    fail('truncated: channel ' + hex(bytes[at]) + ' at byte ' + at + ' has no type');
  }
  const type = TYPES[bytes[at + 1]];
  if (!type) {
    fail('type ' + hex(bytes[at + 1]) + ' at byte ' + (at + 1) + ' (channel ' + hex(bytes[at]) + ') is not described');
  }
  const left = bytes.length - at - 2;
  if (left < type.size) {
    fail('truncated: ' + left + ' of ' + type.size + ' bytes for channel ' + hex(bytes[at]) + ' at byte ' + at);
  }
  return type;
}

function addValue(data, bytes, at, value, warnings) {
  const name = NAMES[hex(bytes[at]) + ' ' + hex(bytes[at + 1])];
  if (!name) {
    addUnassigned(data, bytes, at, value, warnings);
  } else {
    data[name] = value;
  }
}

function addUnassigned(data, bytes, at, value, warnings) {
  const channel = hex(bytes[at]);
  const type = hex(bytes[at + 1]);
  data.unassigned = data.unassigned || [];
  data.unassigned.push({ channel: channel, type: type, value: value });
  warnings.push('channel ' + channel + ' with type ' + type + ' at byte ' + at + ' is not described');
}

function hex(byte) {
  return '0x' + (byte < 16 ? '0' : '') + byte.toString(16);
}

function u16(bytes, at) {
  return bytes[at] * 256 + bytes[at + 1];
}

function i16(bytes, at) {
  const value = u16(bytes, at);
  return value > 32767 ? value - 65536 : value;
}
