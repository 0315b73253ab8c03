/*
 * Vendor:  Decentlab GmbH
 * Model:   DL-PM
 *          particulate matter, temperature, humidity and barometric pressure sensor
 * Format:  fPort 1: protocol version (1 byte, always 2), then words of 16 bits, big-endian: device id, flags,
 *          and the words of each sensor whose bit in flags is set, lowest bit first
 * Source:  Decentlab, "Sensor data message format" of the DL-PM, as printed on
 *          docs.tesenso.com/tesenso-device-library/decentlab/particulate-matter-multisensor
 *
 * Flag  Field                                 Unit of value
 * 0     battery_voltage                       V
 * 1     pm1_0_mass_concentration              µg⋅m⁻³
 *       pm2_5_mass_concentration              µg⋅m⁻³
 *       pm4_mass_concentration                µg⋅m⁻³
 *       pm10_mass_concentration               µg⋅m⁻³
 *       typical_particle_size                 nm
 *       pm0_5_number_concentration            1⋅cm⁻³
 *       pm1_0_number_concentration            1⋅cm⁻³
 *       pm2_5_number_concentration            1⋅cm⁻³
 *       pm4_number_concentration              1⋅cm⁻³
 *       pm10_number_concentration             1⋅cm⁻³
 * 2     air_temperature                       °C
 *       air_humidity                          %
 * 3     barometric_pressure                   Pa
 *
 * Beside them: protocol_version, device_id (plain numbers).
 */
const MODEL = 'Decentlab DL-PM';
const DATA_PORT = 1;
const PROTOCOL_VERSION = 2;
const HEADER_LENGTH = 5;
// The sensors, by flag: how many words each takes, and what reads its fields from them.
const BY_FLAG = [
  { name: 'battery', words: 1, read: readBattery },
  { name: 'particle sensor', words: 10, read: readParticles },
  { name: 'air temperature and humidity', words: 2, read: readAir },
  { name: 'barometer', words: 1, read: readBarometer },
];

function readBattery(w) {
  return {
    battery_voltage: quantity('Battery voltage', w[0] / 1000, 'V'),
  };
}

function readParticles(w) {
  return {
    pm1_0_mass_concentration: quantity('PM1.0 mass concentration', w[0] / 10, 'µg⋅m⁻³'),
    pm2_5_mass_concentration: quantity('PM2.5 mass concentration', w[1] / 10, 'µg⋅m⁻³'),
    pm4_mass_concentration: quantity('PM4 mass concentration', w[2] / 10, 'µg⋅m⁻³'),
    pm10_mass_concentration: quantity('PM10 mass concentration', w[3] / 10, 'µg⋅m⁻³'),
    typical_particle_size: quantity('Typical particle size', w[4], 'nm'),
    pm0_5_number_concentration: quantity('PM0.5 number concentration', w[5] / 10, '1⋅cm⁻³'),
    pm1_0_number_concentration: quantity('PM1.0 number concentration', w[6] / 10, '1⋅cm⁻³'),
    pm2_5_number_concentration: quantity('PM2.5 number concentration', w[7] / 10, '1⋅cm⁻³'),
    pm4_number_concentration: quantity('PM4 number concentration', w[8] / 10, '1⋅cm⁻³'),
    pm10_number_concentration: quantity('PM10 number concentration', w[9] / 10, '1⋅cm⁻³'),
  };
}

function readAir(w) {
  return {
    air_temperature: quantity('Air temperature', (175.72 * w[0]) / 65536 - 46.85, '°C'),
    air_humidity: quantity('Air humidity', (125 * w[1]) / 65536 - 6, '%'),
  };
}

function readBarometer(w) {
  return {
    barometric_pressure: quantity('Barometric pressure', w[0] * 2, 'Pa'),
  };
}

function decodeUplink(input) {
  const bytes = input.bytes;
  const problem = headerProblem(input.fPort, bytes);
  if (problem) {
    return failure(problem);
  }
  const data = { protocol_version: bytes[0], device_id: word(bytes, 1) };
  const flags = word(bytes, 3);
  const warnings = [];
  let position = HEADER_LENGTH;
  for (let flag = 0; flag < BY_FLAG.length; flag += 1) {
    if (flags & (1 << flag)) {
      const sensor = BY_FLAG[flag];
      const end = position + 2 * sensor.words;
      if (end > bytes.length) {
        return failure('sensor ' + flag + ' (' + sensor.name + ') needs bytes ' + position + ' to '
          + (end - 1) + ', the payload ends after ' + bytes.length);
      }
      add(data, sensor.read(words(bytes, position, sensor.words)), warnings);
      position = end;
    }
  }
  if (position < bytes.length) {
    warnings.push('bytes from ' + position + ' on belong to no sensor and were left unread');
  }
  return warnings.length > 0 ? { data, warnings } : { data };
}

function headerProblem(fPort, bytes) {
  if (fPort !== DATA_PORT) {
    return 'fPort ' + fPort + ', expected ' + DATA_PORT;
  }
  if (bytes.length < HEADER_LENGTH) {
    return 'the header has ' + HEADER_LENGTH + ' bytes, the payload ends after ' + bytes.length;
  }
  if (bytes[0] !== PROTOCOL_VERSION) {
    return 'protocol version ' + bytes[0] + ' at byte 0, expected ' + PROTOCOL_VERSION;
  }
  const strangers = word(bytes, 3) >> BY_FLAG.length;
  return strangers === 0
    ? undefined
    : 'flags in bytes 3 and 4 name a sensor above ' + (BY_FLAG.length - 1) + ', the last of this device';
}

function failure(text) {
  return { errors: [MODEL + ': ' + text] };
}

// Values that cannot be calculated from what was sent, such as a division by zero, are left out.
function add(data, fields, warnings) {
  Object.keys(fields).forEach((name) => {
    if (isFinite(fields[name].value)) {
      data[name] = fields[name];
    } else {
      warnings.push(name + ' cannot be calculated from what was sent, left out');
    }
  });
}

function quantity(displayName, value, unit) {
  return unit === undefined ? { displayName, value } : { displayName, value, unit };
}

function words(bytes, start, count) {
  const list = [];
  for (let i = 0; i < count; i += 1) {
    list.push(word(bytes, start + 2 * i));
  }
  return list;
}

function word(bytes, at) {
  return bytes[at] * 0x100 + bytes[at + 1];
}
