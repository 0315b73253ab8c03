/*
 * Vendor:  Decentlab GmbH
 * Model:   DL-LP8P
 *          CO₂, temperature, humidity and barometric pressure sensor
 * Format:  fPort 1: protocol version (1 byte, always 2), then words of 16 bits, big-endian: device id, flags,
 *          and the words of each sensor whose bit in flags is set, lowest bit first
 * Source:  the frame: Decentlab, "Sensor data message format", as printed for the DL-TRS12 and others on
 *          docs.tesenso.com/tesenso-device-library/decentlab; the words of this model: worked out from the
 *          stated examples
 *
 * Flag  Field                                 Unit of value
 * 0     air_temperature                       °C
 *       air_humidity                          %
 * 1     barometer_temperature                 °C
 *       barometric_pressure                   Pa
 * 2     co2_concentration                     ppm
 *       co2_concentration_lpf                 ppm
 *       co2_sensor_temperature                °C
 *       capacitor_voltage_1                   V
 *       capacitor_voltage_2                   V
 *       co2_sensor_status                     -
 *       raw_ir_reading                        -
 *       raw_ir_reading_lpf                    -
 * 3     battery_voltage                       V
 *
 * Beside them: protocol_version, device_id (plain numbers).
 */
const MODEL = 'Decentlab DL-LP8P';
const DATA_PORT = 1;
const PROTOCOL_VERSION = 2;
const HEADER_LENGTH = 5;
// The sensors, by flag: how many words each takes, and what reads its fields from them.
const BY_FLAG = [
  { name: 'air temperature and humidity', words: 2, read: readAir },
  { name: 'barometer', words: 2, read: readBarometer },
  { name: 'CO₂ sensor', words: 8, read: readCo2 },
  { name: 'battery', words: 1, read: readBattery },
];

function readAir(w) {
  return {
    air_temperature: quantity('Air temperature', (175.72 * w[0]) / 65536 - 46.85, '°C'),
    air_humidity: quantity('Air humidity', (125 * w[1]) / 65536 - 6, '%'),
  };
}

function readBarometer(w) {
  return {
    barometer_temperature: quantity('Barometer temperature', (w[0] - 5000) / 100, '°C'),
    barometric_pressure: quantity('Barometric pressure', w[1] * 2, 'Pa'),
  };
}

function readCo2(w) {
  return {
    co2_concentration: quantity('CO2 concentration', signed(w[0]), 'ppm'),
    co2_concentration_lpf: quantity('CO2 concentration LPF', signed(w[1]), 'ppm'),
    co2_sensor_temperature: quantity('CO2 sensor temperature', signed(w[2]) / 100, '°C'),
    capacitor_voltage_1: quantity('Capacitor voltage 1', w[3] / 1000, 'V'),
    capacitor_voltage_2: quantity('Capacitor voltage 2', w[4] / 1000, 'V'),
    co2_sensor_status: quantity('CO2 sensor status', w[5]),
    raw_ir_reading: quantity('Raw IR reading', w[6]),
    raw_ir_reading_lpf: quantity('Raw IR reading LPF', w[7]),
  };
}

function readBattery(w) {
  return {
    battery_voltage: quantity('Battery voltage', w[0] / 1000, 'V'),
  };
}

// Words that can be negative are sent with 32768 added.
function signed(word) {
  return word - 32768;
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
