/*
 * Seeed SenseCAP LoRaWAN sensors: air temperature and humidity, barometric pressure, CO2, light,
 * soil moisture and temperature, and S2101 to S2105. What sensecap.js reads, but every measurement
 * under a name of its own instead of a list that tells them apart by number.
 *
 * Any port. Frames of 7 bytes, then a checksum of 2 (CRC-16/KERMIT); numbers are little-endian.
 *   0     channel, 0 is the device itself
 *   1-2   type
 *   3-6   content:
 *         0007  3-4 battery [%], 5-6 reporting interval [min]
 *         1000 and above  a measurement of that id: signed, thousandths of its unit
 *         all others below 1000 say what the device is, and nothing of what it measures
 *
 * Units: battery %; temperature, soil_temperature Cel; humidity, soil_moisture %; illuminance lx;
 * co2 ppm; pressure Pa; soil_conductivity dS/m.
 * Source: as in sensecap.js.
 */
const FRAME = 7;
const CHECKSUM = 2;
const BATTERY = 0x0007;
const FIRST_MEASUREMENT = 0x1000;
const NAMES = {
  4097: 'temperature',
  4098: 'humidity',
  4099: 'illuminance',
  4100: 'co2',
  4101: 'pressure',
  4102: 'soil_temperature',
  4103: 'soil_moisture',
  4108: 'soil_conductivity'
};

function decodeUplink(input) {
  const bytes = input.bytes;
  const end = bytes.length - CHECKSUM;
  if (end < FRAME || end % FRAME !== 0) {
    return { errors: [bytes.length + ' bytes are not whole frames of 7 and a checksum of 2'] };
  }
  if (checksum(bytes, end) !== u16(bytes, end)) {
    return { errors: ['byte ' + end + ': the checksum does not match'] };
  }
  const data = {};
  const warnings = [];
  for (let at = 0; at < end; at += FRAME) {
    read(bytes, at, data, warnings);
  }
  return { data: data, warnings: warnings };
}

function read(b, at, data, warnings) {
  const type = u16(b, at + 1);
  const content = at + 3;
  if (type === BATTERY) {
    data.battery = u16(b, content);
  } else if (type >= FIRST_MEASUREMENT) {
    const name = NAMES[type];
    if (name === undefined) {
      warnings.push('byte ' + at + ': unknown measurement ' + type + ' passed over');
    } else {
      data[name] = s32(b, content) / 1000;
    }
  }
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
