/*
 * Vendor:  Decentlab GmbH
 * Model:   DL-LID
 *          laser distance / level sensor
 * Format:  fPort 1: protocol version (1 byte, always 2), then words of 16 bits, big-endian: device id, flags,
 *          and the words of each sensor whose bit in flags is set, lowest bit first
 * Source:  the frame: Decentlab, "Sensor data message format", as printed for the DL-TRS12 and others on
 *          docs.tesenso.com/tesenso-device-library/decentlab; the words of this model: worked out from the
 *          stated examples
 *
 * Flag  Field                                 Unit of value
 * 0     distance_average                      mm
 *       distance_minimum                      mm
 *       distance_maximum                      mm
 *       distance_median                       mm
 *       distance_10th_percentile              mm
 *       distance_25th_percentile              mm
 *       distance_75th_percentile              mm
 *       distance_90th_percentile              mm
 *       distance_most_frequent_value          mm
 *       number_of_samples                     -
 *       total_acquisition_time                ms
 * 1     battery_voltage                       V
 *
 * Beside them: protocol_version, device_id (plain numbers).
 */
const MODEL = 'Decentlab DL-LID';
const DATA_PORT = 1;
const PROTOCOL_VERSION = 2;
const HEADER_LENGTH = 5;
// The sensors, by flag: how many words each takes, and what reads its fields from them.
const BY_FLAG = [
  { name: 'lidar', words: 11, read: readDistance },
  { name: 'battery', words: 1, read: readBattery },
];

function readDistance(w) {
  return {
    distance_average: quantity('Distance: average', w[0], 'mm'),
    distance_minimum: quantity('Distance: minimum', w[1], 'mm'),
    distance_maximum: quantity('Distance: maximum', w[2], 'mm'),
    distance_median: quantity('Distance: median', w[3], 'mm'),
    distance_10th_percentile: quantity('Distance: 10th percentile', w[4], 'mm'),
    distance_25th_percentile: quantity('Distance: 25th percentile', w[5], 'mm'),
    distance_75th_percentile: quantity('Distance: 75th percentile', w[6], 'mm'),
    distance_90th_percentile: quantity('Distance: 90th percentile', w[7], 'mm'),
    distance_most_frequent_value: quantity('Distance: most frequent value', w[8], 'mm'),
    number_of_samples: quantity('Number of samples', w[9]),
    total_acquisition_time: quantity('Total acquisition time', w[10] / 1.024, 'ms'),
  };
}

function readBattery(w) {
  return {
    battery_voltage: quantity('Battery voltage', w[0] / 1000, 'V'),
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
