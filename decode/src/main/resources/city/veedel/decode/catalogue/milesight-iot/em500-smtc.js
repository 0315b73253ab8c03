// Milesight IoT: EM500-SMTC - soil moisture, temperature and electrical conductivity sensor
//
// Format: Milesight channel-type-value; application port 85.
// Source: EM500-SMT Payload Structure V1.0,
//      https://cdn.shopify.com/s/files/1/1386/3791/files/em500-smt_payload_structure_en.pdf; the
//      EM500 series in
//      https://www.milesight.com/products/docs/en/em500-co2/protocol/em500/em500-co2-uplink.html
// Units: battery %, temperature Cel (of the soil), humidity % (of the soil, in the stated outputs'
//      name)
// Note: the electrical conductivity (05 7f, UINT16, uS/cm) is known and skipped: the stated output
//      has no field for it. To give it out, let its entry return { conductivity: u16(b, 0) }.
// Note: 04 ca (moisture, 0.01 %, later hardware) is in no example and no source at hand: to be
//      confirmed.

const PORT = 85;

const CHANNELS = {
  '01 75': { bytes: 1, read: (b) => ({ battery: b[0] }) },
  '03 67': { bytes: 2, read: (b) => ({ temperature: i16(b, 0) / 10 }) },
  '04 68': { bytes: 1, read: (b) => ({ humidity: b[0] / 2 }) },
  '04 ca': { bytes: 2, read: (b) => ({ humidity: u16(b, 0) / 100 }) },
  '05 7f': { bytes: 2, read: () => ({}) }, // electrical conductivity: see the note
  '83 d7': { bytes: 5, read: readMutation },

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

// The temperature jumped: where to, by how much.
function readMutation(b) {
  return { temperature: i16(b, 0) / 10, temperature_mutation: i16(b, 2) / 10, temperature_alarm: true };
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

function i16(b, at) {
  return (b[at] | b[at + 1] << 8) << 16 >> 16;
}

// The word for a code, or what the code was.
function named(words, code) {
  return code < words.length ? words[code] : 'unknown (' + code + ')';
}
