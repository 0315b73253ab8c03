// Milesight IoT: AM103, AM103L, AM104, AM107 - indoor ambience sensors
//
// Format: Milesight channel-type-value; application port 85.
// Source: AM100 Series User Guide, "Sensor Payload"
//      https://manualshive.com/ru/manual/xiamen/milesight-am100-series/886397?page=22;
//      https://www.milesight.com/products/docs/en/am103/protocol/am100/am10x-uplink.html
// Units: battery %, temperature Cel, humidity %, activity 1 (level), illumination lx, infrared and
//      infrared_and_visible 1 (raw), co2 [ppm], tvoc [ppb], pressure hPa

const PORT = 85;

const CHANNELS = {
  '01 75': { bytes: 1, read: (b) => ({ battery: b[0] }) },
  '03 67': { bytes: 2, read: (b) => ({ temperature: i16(b, 0) / 10 }) },
  '04 68': { bytes: 1, read: (b) => ({ humidity: b[0] / 2 }) },
  '05 6a': { bytes: 2, read: (b) => ({ activity: u16(b, 0) }) },
  '06 65': { bytes: 6, read: readLight },
  '07 7d': { bytes: 2, read: (b) => ({ co2: u16(b, 0) }) },
  '08 7d': { bytes: 2, read: (b) => ({ tvoc: u16(b, 0) }) },
  '09 73': { bytes: 2, read: (b) => ({ pressure: u16(b, 0) / 10 }) },
  '20 ce': { bytes: 9, read: readHistory }, // AM103, AM103L
  'ff 18': { bytes: 2, read: (b) => ({ sensors_enabled: b[1] }) }, // one bit a sensor

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

function readLight(b) {
  return { illumination: u16(b, 0), infrared_and_visible: u16(b, 2), infrared: u16(b, 4) };
}

function readHistory(b) {
  return { history: [{
    timestamp: u32(b, 0),
    temperature: i16(b, 4) / 10,
    humidity: b[6] / 2,
    co2: u16(b, 7),
  }] };
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

function u32(b, at) {
  return (b[at] | b[at + 1] << 8 | b[at + 2] << 16 | b[at + 3] << 24) >>> 0;
}

// The word for a code, or what the code was.
function named(words, code) {
  return code < words.length ? words[code] : 'unknown (' + code + ')';
}
