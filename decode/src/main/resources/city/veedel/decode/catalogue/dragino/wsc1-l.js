/*
 * Dragino WSC1-L, main unit of a weather station, with its RS485 sensors (codec wsc1-l-codec).
 *
 * Port 2, big-endian: one block per sensor, of a type, the length of its value, and the value.
 *   01 3  wind speed [0.1 m/s], level (0 to 17)    02 3  wind direction [0.1 deg], point (0 to 15)
 *   03 2  illuminance [10 lx]                      04 1  rain or snow: 1 yes
 *   05 2  CO2 [ppm]                                06 2  temperature, signed [0.1 Cel]
 *   07 2  relative humidity [0.1 %]                08 2  air pressure [0.1 hPa]
 *   09 2  rain gauge, since the day began [0.1 mm] 0A 2  PM2.5 [ug/m3]
 *   0B 2  PM10 [ug/m3]                             0C 2  PAR [umol/(m2.s)]
 *   0D 2  total solar radiation [0.1 W/m2]         A1 to A4  third-party sensors, any bytes
 * An unknown type is passed over by its length, with a warning. The published example declares 136
 * bytes in its last block and has five: its value is taken from the first two of them. A length
 * beyond the end is therefore accepted where the value itself is whole.
 * Port 5, device: 0 model, 1-2 firmware, 3 frequency band, 4 sub-band, 5-6 battery [mV], then the
 * sensors found, which stay out.
 *
 * Units: Wind_speed m/s; Wind_direction deg; Illumination lx; CO2 ppm; Temp Cel; Hum %;
 * Pressure hPa; Rain_gauge mm; PM2_5, PM10 ug/m3; PAR umol/(m2.s); TSR W/m2; Bat_mV mV;
 * Ext_A1 to Ext_A4 hexadecimal text.
 * Source: Dragino "LoRaWAN Weather Station User Manual" (WSC1-L), table of sensor types
 * (wiki.dragino.com), whose page could be had in its beginning only; of the table, 0B agrees with
 * the published example payload, the other types have none.
 * Unconfirmed by an example or a page that could be read: all sensor types but 0B.
 */
const SENSORS = {
  0x01: { size: 3, read: (b, at) => ({ Wind_speed: u16(b, at) / 10, Wind_level: b[at + 2] }) },
  0x02: { size: 3, read: (b, at) => ({ Wind_direction: u16(b, at) / 10, Wind_point: b[at + 2] }) },
  0x03: { size: 2, read: (b, at) => ({ Illumination: u16(b, at) * 10 }) },
  0x04: { size: 1, read: (b, at) => ({ Rain_snow: b[at] }) },
  0x05: { size: 2, read: (b, at) => ({ CO2: u16(b, at) }) },
  0x06: { size: 2, read: (b, at) => ({ Temp: s16(b, at) / 10 }) },
  0x07: { size: 2, read: (b, at) => ({ Hum: u16(b, at) / 10 }) },
  0x08: { size: 2, read: (b, at) => ({ Pressure: u16(b, at) / 10 }) },
  0x09: { size: 2, read: (b, at) => ({ Rain_gauge: u16(b, at) / 10 }) },
  0x0a: { size: 2, read: (b, at) => ({ PM2_5: u16(b, at) }) },
  0x0b: { size: 2, read: (b, at) => ({ PM10: u16(b, at) }) },
  0x0c: { size: 2, read: (b, at) => ({ PAR: u16(b, at) }) },
  0x0d: { size: 2, read: (b, at) => ({ TSR: u16(b, at) / 10 }) }
};
const EXTERNAL = { 0xa1: 'Ext_A1', 0xa2: 'Ext_A2', 0xa3: 'Ext_A3', 0xa4: 'Ext_A4' };

function decodeUplink(input) {
  switch (input.fPort) {
    case 2:
      return sensors(input.bytes);
    case 5:
      return status(input.bytes);
    default:
      return { errors: ['unknown FPort'] };
  }
}

function sensors(b) {
  const data = {};
  const warnings = [];
  for (let at = 0; at < b.length; at += 2 + b[at + 1]) {
    const error = block(b, at, data, warnings);
    if (error !== null) {
      return { errors: [error] };
    }
  }
  if (Object.keys(data).length === 0) {
    return { errors: [b.length === 0 ? 'no bytes' : 'no known sensor'].concat(warnings) };
  }
  return warnings.length === 0 ? { data: data } : { data: data, warnings: warnings };
}

/** Adds the block at {@code at} to the data; returns what is wrong with it, or null. */
function block(b, at, data, warnings) {
  const name = 'byte ' + at + ': sensor 0x' + hex(b, at, 1);
  if (at + 1 >= b.length) {
    return name + ' has no length';
  }
  const length = b[at + 1];
  const left = b.length - at - 2;
  const sensor = SENSORS[b[at]];
  const needed = sensor === undefined ? length : sensor.size;
  if (left < needed) {
    return name + ' is truncated: ' + left + ' bytes, ' + needed + ' expected';
  }
  if (length < needed) {
    return name + ' has a length of ' + length + ', ' + needed + ' expected';
  }
  if (sensor !== undefined) {
    Object.assign(data, sensor.read(b, at + 2));
  } else if (EXTERNAL[b[at]] !== undefined) {
    data[EXTERNAL[b[at]]] = hex(b, at + 2, length);
  } else {
    warnings.push(name + ' is unknown, ' + length + ' bytes passed over');
  }
  return null;
}

function status(b) {
  return fixed(b.slice(0, 7), 7, device);
}

/** What {@code read} says of a message of {@code size} bytes; what follows them is not known. */
function fixed(b, size, read) {
  if (b.length < size) {
    return { errors: ['truncated: ' + b.length + ' bytes, ' + size + ' expected'] };
  }
  const data = read(b);
  if (b.length > size) {
    return { data: data, warnings: [b.length - size + ' bytes from byte ' + size + ' on ignored'] };
  }
  return { data: data };
}

function device(b) {
  return {
    Sensor_Model: b[0],
    Firmware_Version: hex(b, 1, 2),
    Freq_Band: b[3],
    Sub_Band: b[4],
    Bat_mV: u16(b, 5)
  };
}

function u16(b, at) {
  return b[at] * 256 + b[at + 1];
}

function s16(b, at) {
  const value = u16(b, at);
  return value < 0x8000 ? value : value - 0x10000;
}

function hex(b, at, count) {
  let text = '';
  for (let i = at; i < at + count; i++) {
    text += (b[i] < 16 ? '0' : '') + b[i].toString(16);
  }
  return text;
}
