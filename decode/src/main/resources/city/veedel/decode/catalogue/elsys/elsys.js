/*
 * Vendor:  Elsys (ElektronikSystem i Umeå AB)
 * Models:  ELT-2, ELT Lite, ELT Ultrasonic, EMS, EMS Lite, EMS Desk, ERS, ERS Lite, ERS CO2, ERS CO2
 *          Lite, ERS EYE, ERS Sound, ERS VOC: all send the same format
 * Format:  a sequence of blocks, each one type byte and its value, numbers big-endian; a device sends
 *          the blocks it has sensors for. A type that comes again replaces the value before it, except
 *          0x19, of which there is one per probe. The port is the owner's choice (5 when delivered).
 * Source:  Elsys, "Sensor payload" (elsys.se/public/documents/Sensor_payload.pdf) and the operating
 *          manuals of the ERS, ELT and EMS series. The stated examples have the types 0x01 to 0x06, 0x0A,
 *          0x0E, 0x11, 0x12, 0x14 and 0x15; the others were not tried on a message of a device, of which
 *          the byte order of 0x09 is the least certain.
 *
 * Type  Field                                       Unit
 * 0x01  temperature                                 °C
 * 0x02  humidity                                    % relative
 * 0x03  x, y, z                                     acceleration in 1/63 g
 * 0x04  light                                       lx
 * 0x05  motion                                      movements since the last message
 * 0x06  co2                                         ppm
 * 0x07  vdd                                         mV, battery
 * 0x08  analog1                                     mV
 * 0x09  lat, long                                   degrees
 * 0x0A  pulse1                                      pulses since the last message
 * 0x0B  pulseAbs                                    pulses in all
 * 0x0C  externalTemperature                         °C
 * 0x0D  digital                                     0 or 1
 * 0x0E  distance                                    mm
 * 0x0F  accMotion                                   movements seen by the accelerometer
 * 0x10  irInternalTemperature, irExternalTemperature  °C, of the infrared sensor and of what it sees
 * 0x11  occupancy                                   0 unoccupied, 1 pending, 2 occupied
 * 0x12  waterleak                                   0 to 255
 * 0x13  grideye                                     °C, 64 pixels, row by row
 * 0x14  pressure                                    hPa
 * 0x15  soundPeak, soundAvg                         dB
 * 0x16  pulse2                                      pulses since the last message
 * 0x17  pulseAbs2                                   pulses in all
 * 0x18  analog2                                     mV
 * 0x19  externalTemperature2                        °C; a list when there are several probes
 * 0x1A  digital2                                    0 or 1
 * 0x1B  analogUv                                    µV
 * 0x1C  tvoc                                        ppb
 * 0x3D  (debug)                                     left out
 * 0x3E  (settings)                                  left out; runs to the end of the payload
 */
const MAX_PORT = 223;
const SETTINGS = 0x3e;
const GRIDEYE_PIXELS = 64;

// What a type byte is followed by: a number of bytes, and how they become fields.
const BLOCKS = {
  0x01: block(2, (v) => ({ temperature: int16(v, 0) / 10 })),
  0x02: block(1, (v) => ({ humidity: v[0] })),
  0x03: block(3, (v) => ({ x: int8(v[0]), y: int8(v[1]), z: int8(v[2]) })),
  0x04: block(2, (v) => ({ light: uint16(v, 0) })),
  0x05: block(1, (v) => ({ motion: v[0] })),
  0x06: block(2, (v) => ({ co2: uint16(v, 0) })),
  0x07: block(2, (v) => ({ vdd: uint16(v, 0) })),
  0x08: block(2, (v) => ({ analog1: uint16(v, 0) })),
  0x09: block(6, (v) => ({ lat: coordinate(v, 0), long: coordinate(v, 3) })),
  0x0a: block(2, (v) => ({ pulse1: uint16(v, 0) })),
  0x0b: block(4, (v) => ({ pulseAbs: uint32(v, 0) })),
  0x0c: block(2, (v) => ({ externalTemperature: int16(v, 0) / 10 })),
  0x0d: block(1, (v) => ({ digital: v[0] })),
  0x0e: block(2, (v) => ({ distance: uint16(v, 0) })),
  0x0f: block(1, (v) => ({ accMotion: v[0] })),
  0x10: block(4, (v) => ({
    irInternalTemperature: int16(v, 0) / 10,
    irExternalTemperature: int16(v, 2) / 10,
  })),
  0x11: block(1, (v) => ({ occupancy: v[0] })),
  0x12: block(1, (v) => ({ waterleak: v[0] })),
  0x13: block(1 + GRIDEYE_PIXELS, (v) => ({ grideye: grideye(v) })),
  0x14: block(4, (v) => ({ pressure: uint32(v, 0) / 1000 })),
  0x15: block(2, (v) => ({ soundPeak: v[0], soundAvg: v[1] })),
  0x16: block(2, (v) => ({ pulse2: uint16(v, 0) })),
  0x17: block(4, (v) => ({ pulseAbs2: uint32(v, 0) })),
  0x18: block(2, (v) => ({ analog2: uint16(v, 0) })),
  0x19: block(2, (v) => ({ externalTemperature2: int16(v, 0) / 10 })),
  0x1a: block(1, (v) => ({ digital2: v[0] })),
  0x1b: block(4, (v) => ({ analogUv: uint32(v, 0) | 0 })),
  0x1c: block(2, (v) => ({ tvoc: uint16(v, 0) })),
  0x3d: block(4, () => ({})),
};

function block(length, read) {
  return { length, read };
}

function decodeUplink(input) {
  if (!(input.fPort >= 1 && input.fPort <= MAX_PORT)) {
    return { errors: ['Elsys: fPort ' + input.fPort + ' carries no sensor data'] };
  }
  if (input.bytes.length === 0) {
    return { errors: ['Elsys: the payload is empty'] };
  }
  return readBlocks(input.bytes);
}

function readBlocks(bytes) {
  const data = {};
  const warnings = [];
  let position = 0;
  while (position < bytes.length) {
    const type = bytes[position];
    const start = position + 1;
    if (type === SETTINGS) {
      warnings.push('settings from byte ' + start + ' on are left out');
      break;
    }
    const known = BLOCKS[type];
    const error = known ? missingBytes(type, known.length, start, bytes.length) : unknown(type, position);
    if (error) {
      return { errors: ['Elsys: ' + error] };
    }
    const end = start + known.length;
    add(data, known.read(bytes.slice(start, end)));
    position = end;
  }
  return warnings.length > 0 ? { data, warnings } : { data };
}

function unknown(type, position) {
  return 'unknown type ' + hex(type) + ' at byte ' + position;
}

function missingBytes(type, length, start, available) {
  return start + length <= available
    ? undefined
    : 'type ' + hex(type) + ' at byte ' + (start - 1) + ' needs ' + length
      + ' bytes of value, the payload has ' + (available - start);
}

function add(data, fields) {
  for (const name of Object.keys(fields)) {
    const earlier = data[name];
    data[name] = name === 'externalTemperature2' && earlier !== undefined
      ? [].concat(earlier, fields[name])
      : fields[name];
  }
}

// A reference temperature in °C, then per pixel what it is warmer by in tenths.
function grideye(value) {
  return value.slice(1).map((pixel) => (value[0] * 10 + pixel) / 10);
}

// 24 bits with sign, the only little-endian number of the format, in 1/10000 degree.
function coordinate(value, at) {
  const unsigned = value[at] + value[at + 1] * 0x100 + value[at + 2] * 0x10000;
  return (unsigned >= 0x800000 ? unsigned - 0x1000000 : unsigned) / 10000;
}

function int8(byte) {
  return byte >= 0x80 ? byte - 0x100 : byte;
}

function uint16(value, at) {
  return value[at] * 0x100 + value[at + 1];
}

function int16(value, at) {
  const unsigned = uint16(value, at);
  return unsigned >= 0x8000 ? unsigned - 0x10000 : unsigned;
}

function uint32(value, at) {
  return uint16(value, at) * 0x10000 + uint16(value, at + 2);
}

function hex(byte) {
  return '0x' + (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase();
}
