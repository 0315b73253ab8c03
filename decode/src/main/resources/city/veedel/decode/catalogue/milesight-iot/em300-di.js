// Milesight IoT: EM300-DI - pulse counter
//
// Format: Milesight channel-type-value; application port 85.
// Source: https://www.milesight.com/products/docs/en/em300-di/protocol/em300/em300-di-uplink.html;
//      EM300 Series User Guide,
//      https://www.manualslib.com/manual/3224123/Ime-Milesight-Em300-Series.html?page=22
// Units: battery %, temperature Cel, humidity %, digital_input low/high, pulse 1 (count), water as
//      the unit set in the device, water_conversion and pulse_conversion 1 (factors)
// Note: of the record 21 ce the source at hand shows bytes 1 to 8; the order interface, digital
//      input, water is that of 20 ce and of 05 e1, and in no example.

const PORT = 85;

const ALARMS = ['none', 'outage', 'outage dismissed', 'flow', 'flow dismissed'];

const CHANNELS = {
  '01 75': { bytes: 1, read: (b) => ({ battery: b[0] }) },
  '03 67': { bytes: 2, read: (b) => ({ temperature: i16(b, 0) / 10 }) },
  '04 68': { bytes: 1, read: (b) => ({ humidity: b[0] / 2 }) },
  '05 00': { bytes: 1, read: (b) => ({ digital_input: level(b[0]) }) },
  '05 c8': { bytes: 4, read: (b) => ({ pulse: u32(b, 0) }) }, // firmware 1.2 and before
  '05 e1': { bytes: 8, read: readWater },
  '85 00': { bytes: 2, read: (b) => ({ digital_input: level(b[0]), digital_input_alarm: b[1] === 1 }) },
  '85 e1': { bytes: 9, read: (b) => Object.assign(readWater(b), { water_alarm: named(ALARMS, b[8]) }) },
  '20 ce': { bytes: 13, read: readPulseHistory }, // firmware 1.2 and before
  '21 ce': { bytes: 18, read: readWaterHistory },

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

function readWater(b) {
  return {
    water_conversion: u16(b, 0) / 10,
    pulse_conversion: u16(b, 2) / 10,
    water: f32(b, 4),
  };
}

function readClimate(b) {
  return { timestamp: u32(b, 0), temperature: i16(b, 4) / 10, humidity: b[6] / 2 };
}

function readPulseHistory(b) {
  const counts = b[7] === 2; // 1: digital input, 2: counter
  const value = counts ? { pulse: u32(b, 8) } : { digital_input: level(b[12]) };
  return { history: [Object.assign(readClimate(b), value)] };
}

function readWaterHistory(b) {
  const counts = b[8] === 2;
  const value = counts ? readWater(b.slice(10)) : { digital_input: level(b[9]) };
  return { history: [Object.assign(readClimate(b), { water_alarm: named(ALARMS, b[7]) }, value)] };
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

// A single-precision number with the seven digits it holds; null where it is none.
function f32(b, at) {
  const value = new DataView(new Uint8Array(b.slice(at, at + 4)).buffer).getFloat32(0, true);
  return isFinite(value) ? Number(value.toPrecision(7)) : null;
}

// The word for a code, or what the code was.
function named(words, code) {
  return code < words.length ? words[code] : 'unknown (' + code + ')';
}
