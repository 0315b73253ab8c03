/*
 * Dragino LAQ4, indoor air quality sensor (codec laq4-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV]
 *   2     bits 6..2 mode: 1 is a measurement; bit 0 alarm
 *   3-4   TVOC [ppb], 5-6 CO2 (equivalent) [ppm]
 *   7-8   temperature, signed [0.1 Cel], 9-10 relative humidity [0.1 %]
 *
 * Units: Bat_V V; TVOC_ppb ppb; CO2_ppm ppm; TempC_SHT Cel; Hum_SHT %.
 * Source: the published example payload, which shows every field; mode and alarm are in the bits that
 * the LSN50-V2 has them in. The LAQ4 manual itself could not be had, so other modes are refused.
 */
const SIZE = 11;
const MEASUREMENT = 1;

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  if (bytes.length > 2 && mode(bytes) !== MEASUREMENT) {
    return { errors: ['byte 2: unknown mode ' + mode(bytes)] };
  }
  return fixed(bytes, SIZE, measurement);
}

function mode(b) {
  return (b[2] >> 2) & 0x1f;
}

function measurement(b) {
  return {
    Bat_V: volts(b, 0),
    Work_mode: 'CO2',
    Alarm_status: (b[2] & 1) === 1 ? 'TRUE' : 'FALSE',
    TVOC_ppb: u16(b, 3),
    CO2_ppm: u16(b, 5),
    TempC_SHT: s16(b, 7) / 10,
    Hum_SHT: u16(b, 9) / 10
  };
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

function u16(b, at) {
  return b[at] * 256 + b[at + 1];
}

function s16(b, at) {
  const value = u16(b, at);
  return value < 0x8000 ? value : value - 0x10000;
}

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}
