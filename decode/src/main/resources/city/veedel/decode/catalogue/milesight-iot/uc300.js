// Milesight IoT: UC300 - IoT controller (the Modbus channels)
//
// Format: Milesight channel-type-value; application port 85.
// Source: UC100 User Guide, "Modbus Channel Data" and "Modbus Channel Alarm" (the same packets),
//      https://www.easymanua.ls/milesight/uc100/manual?p=24 to ?p=26
// Units: reading as the Modbus register has it
// Note: the guide reads ff 19 07 02 03 15 00 as channel 8, 2 bytes, Hold16, 0x0015 = 21. The stated
//      output for the same bytes, 5379 = 0x1503, takes the data type for the low byte. FOLLOW_GUIDE =
//      false reads it that way.
// Note: the channels of the UC300's own inputs and outputs are described nowhere in the sources at
//      hand and end in an error.

const PORT = 85;

const FOLLOW_GUIDE = false;

const DATA_TYPES = ['coil', 'discrete', 'input16', 'hold16',
  'hold32', 'hold_float', 'input32', 'input_float',
  'input_int32_upper', 'input_int32_lower', 'hold_int32_upper', 'hold_int32_lower'];

const LENGTHS = [1, 2, 4];

const ALARMS = ['none', 'threshold', 'threshold released', 'change'];

const CHANNELS = {
  'ff 15': { bytes: 1, read: (b) => ({ modbus_failed: [b[0] + 1] }) },
  'ff 19': { bytes: modbusBytes, read: readModbus },
  'ff ee': { bytes: modbusBytes, read: readAlarm },

  // what the device says of itself when it joins
  'ff 01': { bytes: 1, read: (b) => ({ protocol_version: b[0] }) },
  'ff 09': { bytes: 2, read: (b) => ({ hardware_version: version(b[0], b[1] >> 4 || b[1]) }) },
  'ff 0a': { bytes: 2, read: (b) => ({ software_version: version(b[0], Number(hex([b[1]])) || b[1]) }) },
  'ff 0b': { bytes: 1, read: () => ({ power_on: true }) },
  'ff 0f': { bytes: 1, read: (b) => ({ device_class: named(['A', 'B', 'C', 'C to B'], b[0]) }) },
  'ff 16': { bytes: 8, read: (b) => ({ serial_number: hex(b) }) },
  'ff fe': { bytes: 1, read: () => ({ reset: true }) },
  'ff ff': { bytes: 2, read: (b) => ({ tsl_version: version(b[0], b[1]) }) },
};

// Channel, length, data type, then as many bytes as the length says.
function modbusBytes(rest) {
  return 3 + (rest[1] || 0);
}

function readModbus(b) {
  return { modbus_channels: [{ index: b[0] + 1, reading: reading(b) }] };
}

function readAlarm(b) {
  const channel = b[0] & 0x3f;
  return { modbus_alarms: [{ index: channel + 1, alarm: ALARMS[b[0] >> 6], reading: reading(b) }] };
}

// null where the length is none of a register's.
function reading(b) {
  if (LENGTHS.indexOf(b[1]) < 0) {
    return null;
  }
  const type = DATA_TYPES[b[2]] || '';
  const value = FOLLOW_GUIDE ? b.slice(3) : b.slice(2, -1);
  if (FOLLOW_GUIDE && type.endsWith('_float') && value.length === 4) {
    return f32(value, 0);
  }
  return value.reduceRight((sum, part) => sum * 256 + part, 0);
}

// The payload is a row of channel (1 byte), type (1 byte) and value, little-endian.
function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== PORT) {
    return { errors: ['fPort ' + input.fPort + ': this device sends on ' + PORT] };
  }
  if (bytes.length === 0) {
    return failure(0, 'the payload is empty');
  }
  const fields = {};
  let at = 0;
  while (at < bytes.length) {
    const id = hex(bytes.slice(at, at + 1)) + ' ' + hex(bytes.slice(at + 1, at + 2));
    if (at + 1 === bytes.length) {
      return failure(at, 'channel ' + id + 'is cut off before its type');
    }
    const channel = CHANNELS[id];
    if (!channel) {
      return failure(at, 'channel ' + id + ' is not known');
    }
    const rest = bytes.slice(at + 2);
    const size = sizeOf(channel, rest);
    if (rest.length < size) {
      return failure(at, 'channel ' + id + ' is cut off: ' + rest.length + ' of ' + size + ' bytes');
    }
    add(fields, channel.read(rest.slice(0, size)));
    at += 2 + size;
  }
  return { data: fields };
}

function failure(at, what) {
  return { errors: ['byte ' + at + ': ' + what] };
}

// Adds the fields of one channel: lists grow, groups fill up, anything else is set.
function add(fields, more) {
  Object.keys(more).forEach((name) => {
    const old = fields[name];
    const next = more[name];
    if (Array.isArray(old)) {
      fields[name] = old.concat(next);
    } else if (old && typeof old === 'object') {
      fields[name] = Object.assign({}, old, next);
    } else {
      fields[name] = next;
    }
  });
}

function sizeOf(channel, rest) {
  return typeof channel.bytes === 'function' ? channel.bytes(rest) : channel.bytes;
}

function hex(b) {
  return b.map((value) => (value < 16 ? '0' : '') + value.toString(16)).join('');
}

function version(major, minor) {
  return major + '.' + minor;
}

// A single-precision number with the seven digits it holds; null where it is none.
function f32(b, at) {
  const value = new DataView(new Uint8Array(b.slice(at, at + 4)).buffer).getFloat32(0, true);
  return isFinite(value) ? Number(value.toPrecision(7)) : null;
}

// The word for a code, or what the code was.
function named(words, code) {
  return code < words.length ? words[code] : 'unknown (' + code + ')';
}
