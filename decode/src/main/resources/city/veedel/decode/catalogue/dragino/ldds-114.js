/*
 * Dragino LDDS20 and LDDS75 from firmware 1.1.4 on, and LDDS45: ultrasonic liquid level and
 * distance sensors (codecs ldds20-114-codec, ldds75-114-codec, ldds45-codec).
 *
 * Port 2, 8 bytes, big-endian:
 *   0-1   battery [mV]
 *   2-3   distance [mm]: 0 no ultrasonic probe found, up to 20 not a valid reading
 *   4     digital interrupt
 *   5-6   DS18B20 temperature, signed [0.1 Cel]; 0 without that probe
 *   7     1 when the ultrasonic probe was found
 *
 * Units: Bat V; Distance text, "<n> mm"; TempC_DS18B20 Cel, as text with two decimals.
 * Source: Dragino user manuals of LDDS75, LDDS45 and LDDS20, section "Uplink Payload"
 * (wiki.dragino.com: battery 2, distance 2 in mm, digital interrupt 1, temperature 2, sensor flag
 * 1). Unconfirmed by an example or a page that could be read: the limits of "No Sensor" and
 * "Invalid Reading".
 */
const SIZE = 8;
const LONGEST_INVALID = 20;

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  return fixed(input.bytes, SIZE, level);
}

function level(b) {
  return {
    Bat: volts(b, 0),
    Distance: distance(u16(b, 2)),
    Interrupt_flag: b[4],
    TempC_DS18B20: (s16(b, 5) / 10).toFixed(2),
    Sensor_flag: b[7]
  };
}

function distance(millimetres) {
  if (millimetres === 0) {
    return 'No Sensor';
  }
  return millimetres <= LONGEST_INVALID ? 'Invalid Reading' : millimetres + ' mm';
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
