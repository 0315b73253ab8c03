/*
 * Vendor:  KELLER Druckmesstechnik AG
 * Models:  ADT1 Box, ADT1 Tube, ARC1 Box, ARC1 Tube (remote transmitters for level probes)
 * Format:  byte 0 is the function code, all numbers big-endian; ports 1 measurements, 2 alarm,
 *          3 configuration, 4 info, 5 answer to a request
 *   1       measurements: device type, two bytes with a bit per channel (bit 0 is channel 1), then an
 *           IEEE 754 float for each bit that is set
 *   12      info: state of the device itself
 *   31, 32  one-byte settings; 51, 52 four-byte settings; 61, 62 float settings; 71, 72 text settings:
 *           the odd code with an index before each value, the even one with the first index only
 *   81      the pressure sensor that is connected
 * Source:  KELLER, "ARC-1 – LoRa data communication protocol" and "ADT1 – LoRa data communication
 *          protocol", both 02/2020; names of the channels as in "KELLER Channel mapping"
 *          (docs.kolibricloud.ch/cloud-interfaces/api/channels)
 *
 * Field                                 Unit
 * port, func, payload                   -, -, hexadecimal
 * ct                                    device type ("connection type"), 0 to 13
 * channel, channelCount                 channels sent, as 16 binary digits; how many
 * P1…, P2…, Pd (…), PBaro               bar
 * T, TOB1…, TOB2…, TBaro, T (Conductivity)…  °C
 * Volt Inp. 1, Volt Inp. 2              V
 * Conductivity Tc…, Conductivity raw    mS/cm
 * Counter input, SDI12 CH…, AquaMaster …  as set up
 * battery_capacity_percentage           %
 * battery_voltage                       V
 * humidity_percentage                   % relative, inside the housing
 * device_local_datetime                 the device's local time, not UTC
 * class_group_text, sw_version_text, serial_number  identification
 * settings                              as the protocol has them; intervals in s, dates in local time
 *
 * A channel that is no number (NaN, infinite: no sensor, or out of range) is left out with a warning.
 * Text settings 4, 6 and 7 are LoRaWAN keys: neither they nor the payload they came in are passed on.
 */
const MODEL = 'KELLER';
const PORTS = [1, 2, 3, 4, 5];
const SECONDS_TO_2000 = 946684800;
const TEXT_END = 0xff;

const SINGLE = ['P1', 'P2', 'T', 'TOB1', 'TOB2'];
const CTD = ['P1', 'P2', 'T (Conductivity)', 'TOB1', 'TOB2'];
const BARO = ['PBaro', 'TBaro'];
const VOLTS = ['Volt Inp. 1', 'Volt Inp. 2'];
const CONDUCTIVITY = ['Conductivity Tc', 'Conductivity raw'];
const COUNTER = ['Counter input'];
const AGAINST_P2 = ['Pd (P1-P2)'];
const AGAINST_BARO = ['Pd (P1-PBaro)'];

// Device type → what its channels 1, 2, … are; null is a channel that is not used.
const DEVICE_TYPES = [
  AGAINST_P2.concat(SINGLE),
  AGAINST_P2.concat(SINGLE),
  AGAINST_P2.concat(SINGLE, BARO),
  AGAINST_BARO.concat(SINGLE, BARO),
  AGAINST_P2.concat(SINGLE, BARO, VOLTS),
  AGAINST_BARO.concat(SINGLE, BARO, VOLTS),
  AGAINST_P2.concat(SINGLE, BARO, VOLTS, ['P1 (2)', 'P1 (3)', 'P1 (4)', 'P1 (5)'], COUNTER),
  [null].concat(BARO, VOLTS, numbered('SDI12 CH', 10)),
  perProbe(['P1', 'TOB1'], 5).concat(VOLTS, BARO, COUNTER),
  AGAINST_P2.concat(CTD, BARO, VOLTS, CONDUCTIVITY),
  AGAINST_BARO.concat(CTD, BARO, VOLTS, CONDUCTIVITY),
  perProbe(['P1', 'TOB1', 'Conductivity Tc', 'T (Conductivity)'], 3).concat(BARO, COUNTER),
  AGAINST_BARO.concat(CTD, BARO, VOLTS, [
    'AquaMaster Flow Rate',
    'AquaMaster Pressure',
    'AquaMaster Custom Flow Units',
    'AquaMaster External Supply Voltage',
  ], COUNTER),
  perProbe(['P1', 'P2', 'TOB1', 'TOB2'], 2).concat(BARO, VOLTS, COUNTER),
];

const BYTE_SETTINGS = [
  'device_class', 'device_group', 'sw_version_year', 'sw_version_week', 'supported_device_types',
  'uplink_mode', 'device_type', 'power_for_external_device', 'power_pre_on_time', 'lock_timer',
  'measure_channels_8_to_15', 'measure_channels_0_to_7', 'event_channel', 'event_type',
  'alarm_channel', 'alarm_type', 'battery_capacity_percentage', 'adaptive_data_rate', 'data_rate',
  'power_index', 'radio_band', 'lora_module_type',
];
const LONG_SETTINGS = [
  'serial_number', 'main_time', 'main_time_correction', 'timer_measure', 'timer_alarm', 'timer_info',
  'timer_event_measure', 'interval_measure', 'interval_alarm', 'interval_info',
  'interval_event_check', 'interval_event_measure',
];
const DATES = ['main_time', 'timer_measure', 'timer_alarm', 'timer_info', 'timer_event_measure'];
const FLOAT_SETTINGS = [
  'alarm_on_threshold', 'alarm_off_threshold', 'alarm_delta_threshold', 'event_on_threshold',
  'event_off_threshold', 'event_delta_threshold', 'water_level_enable', 'water_level_length',
  'water_level_height', 'water_level_offset', 'water_level_density', 'water_level_width',
  'water_level_angle', 'water_level_form_factor', 'water_level_minimum_height',
  'water_level_reserve_16', 'water_level_reserve_17', 'water_level_reserve_18',
  'water_level_reserve_19', 'water_level_reserve_20', 'longitude', 'latitude', 'altitude',
  'battery_voltage', 'humidity_percentage', 'barometer_offset',
];
const TEXT_SETTINGS = [
  'firmware_version', 'device_eui', 'application_eui', 'application_key', 'device_address',
  'network_session_key', 'app_session_key',
];
const SENSOR_TYPES = ['unknown', 'RS485', 'I2C'];

const FUNCTIONS = {
  1: readMeasurements,
  12: readInfo,
  31: (bytes, warnings) => readIndexed(bytes, 1, BYTE_SETTINGS, readByte, warnings),
  32: (bytes, warnings) => readStream(bytes, 1, BYTE_SETTINGS, readByte, warnings),
  51: (bytes, warnings) => readIndexed(bytes, 4, LONG_SETTINGS, readLong, warnings),
  52: (bytes, warnings) => readStream(bytes, 4, LONG_SETTINGS, readLong, warnings),
  61: (bytes, warnings) => readIndexed(bytes, 4, FLOAT_SETTINGS, readFloat, warnings),
  62: (bytes, warnings) => readStream(bytes, 4, FLOAT_SETTINGS, readFloat, warnings),
  71: (bytes, warnings) => readTexts(bytes, true, warnings),
  72: (bytes, warnings) => readTexts(bytes, false, warnings),
  81: readSensor,
};
const WITHOUT_PAYLOAD = [71, 72];

function decodeUplink(input) {
  const bytes = input.bytes;
  if (PORTS.indexOf(input.fPort) < 0) {
    return failure('fPort ' + input.fPort + ' is none of ' + PORTS.join(', '));
  }
  if (bytes.length === 0) {
    return failure('the payload is empty');
  }
  const read = FUNCTIONS[bytes[0]];
  if (!read) {
    return failure('unknown function code ' + bytes[0] + ' at byte 0');
  }
  const warnings = [];
  const result = read(bytes, warnings);
  if (result.error) {
    return failure('function ' + bytes[0] + ': ' + result.error);
  }
  const message = { port: input.fPort, func: bytes[0] };
  if (WITHOUT_PAYLOAD.indexOf(bytes[0]) < 0) {
    message.payload = hex(bytes);
  }
  return { data: Object.assign(message, result), warnings, errors: [] };
}

function failure(text) {
  return { errors: [MODEL + ': ' + text] };
}

function readMeasurements(bytes, warnings) {
  if (bytes.length < 4) {
    return missing(4, bytes);
  }
  const names = DEVICE_TYPES[bytes[1]];
  if (!names) {
    return { error: 'unknown device type ' + bytes[1] + ' at byte 1' };
  }
  const mask = bytes[2] * 0x100 + bytes[3];
  const channels = setBits(mask);
  const stranger = channels.find((channel) => !names[channel]);
  if (stranger !== undefined) {
    return {
      error: 'device type ' + bytes[1] + ' has no channel ' + (stranger + 1) + ', set in bytes 2 and 3',
    };
  }
  const length = 4 + channels.length * 4;
  if (bytes.length < length) {
    return missing(length, bytes);
  }
  warnOfRest(bytes, length, warnings);
  const data = { ct: bytes[1], channel: binary(mask), channelCount: channels.length };
  channels.forEach((channel, index) => {
    put(data, names[channel], float(bytes, 4 + index * 4), warnings);
  });
  return data;
}

function readInfo(bytes, warnings) {
  const length = 20;
  if (bytes.length < length) {
    return missing(length, bytes);
  }
  if (bytes[1] !== 1) {
    return { error: 'unknown info type ' + bytes[1] + ' at byte 1' };
  }
  warnOfRest(bytes, length, warnings);
  const data = {
    class_group_text: twoDigits(bytes[2]) + '.' + twoDigits(bytes[3]),
    sw_version_text: twoDigits(bytes[4]) + '.' + twoDigits(bytes[5]),
    serial_number: uint32(bytes, 6),
    device_local_datetime: date(uint32(bytes, 10)),
    battery_capacity_percentage: bytes[18],
    humidity_percentage: bytes[19],
  };
  put(data, 'battery_voltage', float(bytes, 14), warnings);
  return data;
}

function readSensor(bytes, warnings) {
  if (bytes.length < 3) {
    return missing(3, bytes);
  }
  const sensor = { sensor_number: bytes[1], sensor_type: SENSOR_TYPES[bytes[2]] || 'type_' + bytes[2] };
  if (bytes[2] !== 1) {
    warnings.push('sensor type ' + bytes[2] + ' at byte 2: its data are left out');
    return sensor;
  }
  if (bytes.length < 11) {
    return missing(11, bytes);
  }
  warnOfRest(bytes, 11, warnings);
  return Object.assign(sensor, {
    class_group_text: twoDigits(bytes[3]) + '.' + twoDigits(bytes[4]),
    sw_version_text: twoDigits(bytes[5]) + '.' + twoDigits(bytes[6]),
    serial_number: uint32(bytes, 7),
  });
}

// Function code, then packets of an index and a value.
function readIndexed(bytes, size, names, read, warnings) {
  const settings = {};
  for (let at = 1; at < bytes.length; at += 1 + size) {
    if (at + 1 + size > bytes.length) {
      return missing(at + 1 + size, bytes);
    }
    const name = names[bytes[at] - 1] || 'index_' + bytes[at];
    put(settings, name, read(bytes, at + 1, name), warnings);
  }
  return { settings };
}

// Function code, first index, then values of consecutive indexes.
function readStream(bytes, size, names, read, warnings) {
  if (bytes.length < 2 + size) {
    return missing(2 + size, bytes);
  }
  const settings = {};
  for (let at = 2, index = bytes[1]; at < bytes.length; at += size, index += 1) {
    if (at + size > bytes.length) {
      return missing(at + size, bytes);
    }
    const name = names[index - 1] || 'index_' + index;
    put(settings, name, read(bytes, at, name), warnings);
  }
  return { settings };
}

// Function code, then texts: place of the first character, index, characters, 0xFF. In a stream place
// and index come once, and each further text has the next index.
function readTexts(bytes, indexed, warnings) {
  if (bytes.length < 3) {
    return missing(3, bytes);
  }
  const settings = {};
  let at = 1;
  let index = 0;
  while (at < bytes.length) {
    const first = at === 1;
    if (indexed && at + 2 > bytes.length) {
      return missing(at + 2, bytes);
    }
    if (first || indexed) {
      warnOfPlace(bytes[at], at, warnings);
      index = bytes[at + 1];
      at += 2;
    } else {
      index += 1;
    }
    const end = bytes.indexOf(TEXT_END, at);
    if (end < 0) {
      return { error: 'the text from byte ' + at + ' on has no end (0xFF)' };
    }
    const name = TEXT_SETTINGS[index - 1] || 'index_' + index;
    settings[name] = /_key$/.test(name) ? 'not shown' : text(bytes.slice(at, end));
    at = end + 1;
  }
  return { settings };
}

function warnOfPlace(place, at, warnings) {
  if (place > 0) {
    warnings.push('the text after byte ' + at + ' continues one, from its character ' + place + ' on');
  }
}

function readByte(bytes, at) {
  return bytes[at];
}

function readLong(bytes, at, name) {
  const value = uint32(bytes, at);
  if (name === 'main_time_correction') {
    return value | 0;
  }
  return DATES.indexOf(name) < 0 ? value : date(value);
}

function readFloat(bytes, at) {
  return float(bytes, at);
}

function put(target, name, value, warnings) {
  if (typeof value === 'number' && !isFinite(value)) {
    warnings.push(name + ' is ' + value + ', left out');
  } else {
    target[name] = value;
  }
}

function missing(length, bytes) {
  return { error: 'needs ' + length + ' bytes, the payload ends after ' + bytes.length };
}

function warnOfRest(bytes, length, warnings) {
  if (bytes.length > length) {
    warnings.push('bytes from ' + length + ' on were left unread');
  }
}

function perProbe(names, probes) {
  let channels = names;
  for (let probe = 2; probe <= probes; probe += 1) {
    channels = channels.concat(names.map((name) => name + ' (' + probe + ')'));
  }
  return channels;
}

function numbered(name, count) {
  const names = [];
  for (let number = 1; number <= count; number += 1) {
    names.push(name + number);
  }
  return names;
}

function setBits(mask) {
  const bits = [];
  for (let bit = 0; bit < 16; bit += 1) {
    if (mask & (1 << bit)) {
      bits.push(bit);
    }
  }
  return bits;
}

function binary(mask) {
  return ('0000000000000000' + mask.toString(2)).slice(-16);
}

function uint32(bytes, at) {
  return ((bytes[at] * 0x100 + bytes[at + 1]) * 0x100 + bytes[at + 2]) * 0x100 + bytes[at + 3];
}

// IEEE 754, single precision.
function float(bytes, at) {
  const bits = uint32(bytes, at);
  const sign = bits >= 0x80000000 ? -1 : 1;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return exponent === 0
    ? sign * fraction * Math.pow(2, -149)
    : sign * (fraction + 0x800000) * Math.pow(2, exponent - 150);
}

function date(secondsSince2000) {
  const iso = new Date((SECONDS_TO_2000 + secondsSince2000) * 1000).toISOString();
  return iso.slice(0, 10) + ' ' + iso.slice(11, 19);
}

function twoDigits(number) {
  return (number < 10 ? '0' : '') + number;
}

function text(bytes) {
  return bytes.map((byte) => String.fromCharCode(byte)).join('');
}

function hex(bytes) {
  return bytes.map((byte) => (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase()).join('');
}
