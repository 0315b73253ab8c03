// Milesight IoT: UC501, UC502 - controllers (the Modbus channels)
//
// Format: Milesight channel-type-value; application port 85.
// Source: UC50x Series Communication Protocol V1.0 and V2.0 (channel table),
//      https://cdn.shopify.com/s/files/1/1386/3791/files/uc50x-series-communication-protocol-en.pdf;
//      codes of the data types: UC100 User Guide,
//      https://www.easymanua.ls/milesight/uc100/manual?p=24
// Units: battery %, gpio_1 and gpio_2 low/high, counter_1 and counter_2 1 (count), reading as the
//      Modbus register has it
// Note: that the data type holds the length in its upper five bits is read from the example (13: 2
//      bytes, Hold16); the GPIO types are the common ones of the vendor and in no example.
// Note: channels 1 to 6 are battery, GPIO and analogue inputs, so that Modbus channel 1 is number 7.
// Note: the analogue inputs (05 02, 06 02) end in an error: their scale is 0.01 or 0.001 by firmware,
//      which the payload does not tell (protocol V2.0, revision history).

const PORT = 85;

const FIRST_MODBUS_CHANNEL = 7;

// The lower three bits of the data type; the upper five are the length of the value.
const DATA_TYPES = ['coil', 'discrete', 'input16', 'hold16',
  'hold32', 'hold_float', 'input32', 'input_float'];

const LENGTHS = [1, 2, 4];

const CHANNELS = {
  '01 75': { bytes: 1, read: (b) => ({ battery: b[0] }) },
  '03 00': { bytes: 1, read: (b) => ({ gpio_1: level(b[0]) }) },
  '03 01': { bytes: 1, read: (b) => ({ gpio_1: level(b[0]) }) },
  '03 c8': { bytes: 4, read: (b) => ({ counter_1: u32(b, 0) }) },
  '04 00': { bytes: 1, read: (b) => ({ gpio_2: level(b[0]) }) },
  '04 01': { bytes: 1, read: (b) => ({ gpio_2: level(b[0]) }) },
  '04 c8': { bytes: 4, read: (b) => ({ counter_2: u32(b, 0) }) },
  'ff 0e': { bytes: (rest) => 2 + ((rest[1] || 0) >> 3), read: readModbus },
  'ff 15': { bytes: 1, read: (b) => ({ modbus_failed: [modbusIndex(b[0])] }) },

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

function level(code) {
  return named(['low', 'high'], code);
}

function modbusIndex(channel) {
  return channel - FIRST_MODBUS_CHANNEL + 1;
}

function readModbus(b) {
  const type = DATA_TYPES[b[1] & 7];
  return { modbus_channels: [{ index: modbusIndex(b[0]), reading: reading(type, b.slice(2)) }] };
}

// null where the length is none of a register's.
function reading(type, value) {
  if (LENGTHS.indexOf(value.length) < 0) {
    return null;
  }
  if (type.endsWith('_float') && value.length === 4) {
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

function u32(b, at) {
  return (b[at] | b[at + 1] << 8 | b[at + 2] << 16 | b[at + 3] << 24) >>> 0;
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
