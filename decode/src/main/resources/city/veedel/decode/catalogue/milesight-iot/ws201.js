// Milesight IoT: WS201 - smart fill level sensor
//
// Format: Milesight channel-type-value; application port 85.
// Source: WS201 User Guide, "Device Payload" (the copy at hand has no payload page: read from the
//      example and the common types of
//      https://www.milesight.com/products/docs/en/em400-mud-lora/protocol/em400/em400-lorawan-uplink.html)
// Units: battery %, distance mm, remaining %

const PORT = 85;

const CHANNELS = {
  '01 75': { bytes: 1, read: (b) => ({ battery: b[0] }) },
  '03 82': { bytes: 2, read: (b) => ({ distance: u16(b, 0) }) },
  '04 d6': { bytes: 1, read: (b) => ({ remaining: b[0] }) },

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
