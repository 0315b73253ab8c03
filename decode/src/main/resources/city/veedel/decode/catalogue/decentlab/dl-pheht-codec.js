/*
 * Vendor:  Decentlab GmbH
 * Model:   DL-PHEHT
 *          pH, ORP and temperature sensor
 * Format:  fPort 1: protocol version (1 byte, always 2), then words of 16 bits, big-endian: device id, flags,
 *          and the words of each sensor whose bit in flags is set, lowest bit first
 * Source:  the frame: Decentlab, "Sensor data message format", as printed for the DL-TRS12 and others on
 *          docs.tesenso.com/tesenso-device-library/decentlab; the words of this model: worked out from the
 *          stated examples
 *
 * Flag  Field                                 Unit of value
 * 0     status                                -
 *       temperature                           °C
 *       ph                                    -
 *       redox                                 mV
 *       ph_mv                                 mV
 * 1     battery_voltage                       V
 *
 * Beside them: protocol_version, device_id (plain numbers).
 */
const MODEL = 'Decentlab DL-PHEHT';
const DATA_PORT = 1;
const PROTOCOL_VERSION = 2;
const HEADER_LENGTH = 5;
// The sensors, by flag: how many words each takes, and what reads its fields from them.
const BY_FLAG = [
  { name: 'pH and redox probe', words: 5, read: readWater },
  { name: 'battery', words: 1, read: readBattery },
];

function readWater(w) {
  return {
    status: quantity('Status', w[0]),
    temperature: quantity('Temperature', signed(w[1]) / 100, '°C'),
    ph: quantity('pH', signed(w[2]) / 100),
    redox: quantity('Redox', signed(w[3]) / 10, 'mV'),
    ph_mv: quantity('pH-mV', signed(w[4]) / 10, 'mV'),
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
