/*
 * Dragino LSE01, soil moisture and conductivity sensor, before firmware 1.1.4 (codec lse01-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV], 2-3 DS18B20 temperature, signed [0.1 Cel]
 *   4-5   soil moisture [0.01 %], 6-7 soil temperature, signed [0.01 Cel]
 *   8-9   soil conductivity [uS/cm], 10 interrupt, not decoded by this version
 *
 * Units: Bat V; TempC_DS18B20, temp_SOIL Cel; water_SOIL %; conduct_SOIL uS/cm. The temperatures
 * and the moisture are text with one or two decimals.
 * Source: Dragino "LSE01 LoRaWAN Soil Moisture & EC Sensor User Manual", section 2.3
 * (easymanua.ls/dragino/lse01/manual, page 13).
 */
const SIZE = 11;

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  return fixed(input.bytes, SIZE, soil);
}

function soil(b) {
  return {
    Bat: volts(b, 0),
    TempC_DS18B20: (s16(b, 2) / 10).toFixed(1),
    water_SOIL: (u16(b, 4) / 100).toFixed(2),
    temp_SOIL: (s16(b, 6) / 100).toFixed(2),
    conduct_SOIL: u16(b, 8)
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
