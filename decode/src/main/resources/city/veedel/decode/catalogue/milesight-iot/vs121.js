// Milesight IoT: VS121 - AI workplace occupancy sensor
//
// Format: Milesight channel-type-value; application port 85.
// Source:
//      https://www.milesight.com/products/docs/en/vs121-lora/protocol/vs1xx/vs121-uplink-data.html;
//      VS121 User Guide
// Units: people_counter_all, people_counter_max, count and all in/out {persons}; in regions count is
//      1 occupied, 0 vacant; dwell average and maximum s
// Note: the guide reads 04 c9 03 08 00 a1 as people in regions 1, 6 and 8: one bit a region, the
//      lowest the first. The stated output calls the first two of three regions occupied where the
//      bits are 0002, which is the second alone. FOLLOW_GUIDE = false gives the stated output (region
//      occupied where it or a later one is).

const PORT = 85;

const FOLLOW_GUIDE = false;

const MOST_REGIONS = 16;

const FLOW_TARGETS = ['a', 'b', 'c', 'd'];

const CHANNELS = {
  '04 c9': { bytes: 4, read: readRegions },
  '05 cc': { bytes: 4, read: (b) => ({ period_in: u16(b, 0), period_out: u16(b, 2) }) },
  '06 cd': { bytes: 1, read: (b) => ({ people_counter_max: b[0] }) },
  '07 d5': { bytes: 8, read: (b) => ({ people_by_region: numbered(b, 0) }) },
  '08 d5': { bytes: 8, read: (b) => ({ people_by_region: numbered(b, 8) }) },
  '09 da': { bytes: 8, read: (b) => ({ people_flow: flow('a', b) }) },
  '0a da': { bytes: 8, read: (b) => ({ people_flow: flow('b', b) }) },
  '0b da': { bytes: 8, read: (b) => ({ people_flow: flow('c', b) }) },
  '0c da': { bytes: 8, read: (b) => ({ people_flow: flow('d', b) }) },
  '0d cc': { bytes: 4, read: (b) => ({ total_in: u16(b, 0), total_out: u16(b, 2) }) },
  '0e e4': { bytes: 5, read: readDwell }, // region 0 is all

  // what the device says of itself when it joins
  'ff 01': { bytes: 1, read: (b) => ({ protocol_version: b[0] }) },
  'ff 08': { bytes: 6, read: (b) => ({ serial_number: hex(b) }) },
  'ff 09': { bytes: 2, read: (b) => ({ hardware_version: version(b[0], b[1] >> 4 || b[1]) }) },
  'ff 0b': { bytes: 1, read: () => ({ power_on: true }) },
  'ff 0f': { bytes: 1, read: (b) => ({ device_class: named(['A', 'B', 'C', 'C to B'], b[0]) }) },
  'ff 16': { bytes: 8, read: (b) => ({ serial_number: hex(b) }) },
  'ff 1f': { bytes: 4, read: (b) => ({ software_version: b.join('.') }) },
};

function readRegions(b) {
  const occupied = b[2] << 8 | b[3];
  const regions = [];
  for (let index = 0; index < Math.min(b[1], MOST_REGIONS); index++) {
    const bits = occupied >> index;
    regions.push({ index: index, count: FOLLOW_GUIDE ? bits & 1 : Math.min(bits, 1) });
  }
  return { people_counter_all: b[0], region_count: b[1], regions: regions };
}

function readDwell(b) {
  return { dwell: [{ region: b[0], average: u16(b, 1), maximum: u16(b, 3) }] };
}

function numbered(counts, first) {
  return counts.map((count, i) => ({ index: first + i, count: count }));
}

function flow(from, b) {
  const people = {};
  FLOW_TARGETS.forEach((to, i) => {
    people[from + '_to_' + to] = u16(b, 2 * i);
  });
  return people;
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

// The word for a code, or what the code was.
function named(words, code) {
  return code < words.length ? words[code] : 'unknown (' + code + ')';
}
