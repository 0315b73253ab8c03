// Milesight IoT: VS133 - AI ToF people counting sensor
//
// Format: Milesight channel-type-value; application port 85.
// Source: https://www.milesight.com/products/docs/en/vs135/protocol/vs1xx/vs13x-lora-uplink.html
//      (VS133 and VS135)
// Units: total_in, total_out, period_in, period_out, count {persons}; dwell average and maximum s
// Note: the period channels of lines 3 and 4 and of children follow the pattern of lines 1 and 2.

const PORT = 85;

// Line 1 has the channels 03 (total in), 04 (total out) and 05 (period), each further line the
// next three; children have 11 and on in the same way.
const LINES = ['line_1', 'line_2', 'line_3', 'line_4'];

const CHANNELS = {
  '0f e3': { bytes: 4, read: (b) => ({ regions: numbered(b) }) },
  '1d e3': { bytes: 4, read: (b) => ({ regions_children: numbered(b) }) },
  '10 e4': { bytes: 5, read: readDwell },

  // what the device says of itself when it joins
  'ff 01': { bytes: 1, read: (b) => ({ protocol_version: b[0] }) },
  'ff 08': { bytes: 6, read: (b) => ({ serial_number: hex(b) }) },
  'ff 09': { bytes: 2, read: (b) => ({ hardware_version: version(b[0], b[1] >> 4 || b[1]) }) },
  'ff 0b': { bytes: 1, read: () => ({ power_on: true }) },
  'ff 0f': { bytes: 1, read: (b) => ({ device_class: named(['A', 'B', 'C', 'C to B'], b[0]) }) },
  'ff 16': { bytes: 8, read: (b) => ({ serial_number: hex(b) }) },
  'ff 1f': { bytes: 4, read: (b) => ({ software_version: b.join('.') }) },
};

addLines(0x03, '');
addLines(0x11, '_children');

function addLines(first, suffix) {
  LINES.forEach((line, i) => {
    const name = line + suffix;
    const at = first + 3 * i;
    CHANNELS[hex([at]) + ' d2'] = { bytes: 4, read: (b) => ({ [name]: { total_in: u32(b, 0) } }) };
    CHANNELS[hex([at + 1]) + ' d2'] = { bytes: 4, read: (b) => ({ [name]: { total_out: u32(b, 0) } }) };
    CHANNELS[hex([at + 2]) + ' cc'] = { bytes: 4, read: (b) => ({ [name]: readPeriod(b) }) };
  });
}

function readPeriod(b) {
  return { period_in: u16(b, 0), period_out: u16(b, 2) };
}

function readDwell(b) {
  return { dwell: [{ region: b[0], average: u16(b, 1), maximum: u16(b, 3) }] };
}

function numbered(counts) {
  return counts.map((count, index) => ({ index: index, count: count }));
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

function u16(b, at) {
  return b[at] | b[at + 1] << 8;
}

function u32(b, at) {
  return (b[at] | b[at + 1] << 8 | b[at + 2] << 16 | b[at + 3] << 24) >>> 0;
}

// The word for a code, or what the code was.
function named(words, code) {
  return code < words.length ? words[code] : 'unknown (' + code + ')';
}
