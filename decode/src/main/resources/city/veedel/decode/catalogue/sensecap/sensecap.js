/*
 * Seeed SenseCAP LoRaWAN sensors: air temperature and humidity, barometric pressure, CO2, light,
 * soil moisture and temperature (codec sensecap-codec), and S2101 to S2105 (codec
 * sensecap210x-codec).
 *
 * Any port. Frames of 7 bytes, then a checksum of 2; numbers are little-endian.
 *   0     channel, 0 is the device itself
 *   1-2   type
 *   3-6   content:
 *         0000  3-4 software and 5-6 hardware version, the minor number first
 *         0007  3-4 battery [%], 5-6 reporting interval [min]
 *         0002, 0003  lower and upper half of the identifier of the channel's sensor
 *         0120  the channel's sensor was removed
 *         1000 and above  a measurement of that id: signed, thousandths of its unit
 *         0001, 0004 to 0006  version, power and running time of the channel's sensor; they have no
 *         message in the published output and have none here
 * The checksum is CRC-16/KERMIT of everything before it. A message that fails it is refused.
 *
 * Units: battery %; interval s; measurementValue by measurementId: 4097 air temperature Cel, 4098
 * relative humidity %, 4099 light lx, 4100 CO2 ppm, 4101 air pressure Pa, 4102 soil temperature
 * Cel, 4103 soil moisture %, 4108 soil conductivity dS/m.
 * Source: Seeed "SenseCAP LoRaWAN Sensor User Manual", "Packet Parsing"
 * (manualshive.com/manual/seeed-technology/sensecap-lorawan-868/1232953, page 26) and "SenseCAP
 * S210X User Guide", section 9 (easymanua.ls/sensecap/s210x/manual, pages 34 to 41), and the
 * published example payloads, which show the types below 1000 and the checksum.
 */
const FRAME = 7;
const CHECKSUM = 2;
const FIRST_MEASUREMENT = 0x1000;
const WITHOUT_MESSAGE = [0x0001, 0x0004, 0x0005, 0x0006];

function decodeUplink(input) {
  const bytes = input.bytes;
  const end = bytes.length - CHECKSUM;
  if (end < FRAME || end % FRAME !== 0) {
    return { errors: [bytes.length + ' bytes are not whole frames of 7 and a checksum of 2'] };
  }
  if (checksum(bytes, end) !== u16(bytes, end)) {
    return { errors: ['byte ' + end + ': the checksum does not match'] };
  }
  return frames(bytes, end);
}

function frames(b, end) {
  const messages = [];
  const warnings = [];
  const lowerHalves = {};
  for (let at = 0; at < end; at += FRAME) {
    read(b, at, messages, lowerHalves, warnings);
  }
  if (messages.length === 0 && warnings.length > 0) {
    return { errors: warnings };
  }
  const data = { valid: true, err: 0, payload: hex(b, 0, b.length), messages: messages };
  return warnings.length === 0 ? { data: data } : { data: data, warnings: warnings };
}

function read(b, at, messages, lowerHalves, warnings) {
  const channel = b[at];
  const type = u16(b, at + 1);
  const content = at + 3;
  if (type >= FIRST_MEASUREMENT) {
    messages.push(measurement(type, b, content));
  } else if (type === 0x0000) {
    messages.push(version(b, content));
  } else if (type === 0x0007) {
    messages.push({ type: 'upload_battery', battery: u16(b, content) });
    messages.push({ type: 'upload_interval', interval: u16(b, content + 2) * 60 });
  } else if (type === 0x0120) {
    messages.push({ type: 'report_remove_sensor', channel: channel });
  } else if (type === 0x0002) {
    lowerHalves[channel] = reversedHex(b, content, 4);
  } else if (type === 0x0003) {
    identify(b, at, messages, lowerHalves, warnings);
  } else if (WITHOUT_MESSAGE.indexOf(type) < 0) {
    warnings.push('byte ' + at + ': unknown type 0x' + reversedHex(b, at + 1, 2) + ' passed over');
  }
}

function measurement(id, b, at) {
  return { type: 'report_telemetry', measurementId: id, measurementValue: s32(b, at) / 1000 };
}

function version(b, at) {
  return {
    type: 'upload_version',
    hardwareVersion: b[at + 3] + '.' + b[at + 2],
    softwareVersion: b[at + 1] + '.' + b[at]
  };
}

function identify(b, at, messages, lowerHalves, warnings) {
  const lower = lowerHalves[b[at]];
  if (lower === undefined) {
    warnings.push('byte ' + at + ': upper half of a sensor identifier without its lower half');
    return;
  }
  messages.push({
    type: 'upload_sensor_id',
    channel: b[at],
    sensorId: reversedHex(b, at + 3, 4) + lower
  });
}

/** CRC-16/KERMIT: x^16 + x^12 + x^5 + 1, bits reflected, starting with 0. */
function checksum(b, end) {
  let crc = 0;
  for (let i = 0; i < end; i++) {
    crc ^= b[i];
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0x8408;
    }
  }
  return crc;
}

function u16(b, at) {
  return b[at] + b[at + 1] * 256;
}

function s32(b, at) {
  return b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24);
}

function hex(b, at, count) {
  let text = '';
  for (let i = at; i < at + count; i++) {
    text += (b[i] < 16 ? '0' : '') + b[i].toString(16).toUpperCase();
  }
  return text;
}

function reversedHex(b, at, count) {
  return hex(b.slice(at, at + count).reverse(), 0, count);
}
