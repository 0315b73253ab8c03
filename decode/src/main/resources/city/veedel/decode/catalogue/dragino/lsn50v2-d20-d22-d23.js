/*
 * Dragino LSN50v2-D20, -D22 and -D23, sensor node with one, two or three DS18B20 temperature probes
 * (codec lsn50v2-d20-d22-d23-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV], 2-3 red probe, 4-5 reserved
 *   6     bits 6..2 mode: 3 is a measurement; bit 0 alarm (a limit was passed)
 *   7-8   white probe, 9-10 black probe; all probes signed [0.1 Cel], 0x7FFF not connected
 *
 * Units: BatV V; Temp_Red, Temp_White, Temp_Black Cel.
 * Source: Dragino "LSN50v2-D20-D22-D23 LoRaWAN Temperature Sensor User Manual", section "Uplink
 * Payload", and mode 4 (AT+MOD=4, three DS18B20) of the LSN50-V2 manual (wiki.dragino.com).
 */
const SIZE = 11;
const MEASUREMENT = 3;
const NO_PROBE = 0x7fff;

function decodeUplink(input) {
  const b = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  if (b.length > 6 && mode(b) !== MEASUREMENT) {
    return { errors: ['byte 6: unknown mode ' + mode(b)] };
  }
  return fixed(b, SIZE, probes);
}

function mode(b) {
  return (b[6] >> 2) & 0x1f;
}

function probes(b) {
  const data = {
    BatV: u16(b, 0) / 1000,
    Work_mode: 'DS18B20',
    ALARM_status: (b[6] & 1) === 0 ? 'FALSE' : 'TRUE'
  };
  probe(b, 2, 'Temp_Red', data);
  probe(b, 7, 'Temp_White', data);
  probe(b, 9, 'Temp_Black', data);
  return data;
}

function probe(b, at, field, data) {
  if (s16(b, at) !== NO_PROBE) {
    data[field] = s16(b, at) / 10;
  }
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
