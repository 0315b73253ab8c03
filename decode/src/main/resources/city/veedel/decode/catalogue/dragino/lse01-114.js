/*
 * Dragino LSE01, soil moisture and conductivity sensor, firmware 1.1.4 (codec lse01-114-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV], 2-3 DS18B20 temperature, signed [0.1 Cel]
 *   4-5   soil moisture [0.01 %], 6-7 soil temperature, signed [0.01 Cel]
 *   8-9   soil conductivity [uS/cm]
 *   10    bits 7..5 hardware, bit 4 the probe was found, bits 3..0 interrupt
 *
 * Units: Bat V; TempC_DS18B20, temp_SOIL Cel; water_SOIL %; conduct_SOIL uS/cm. The temperatures
 * and the moisture are text with two decimals.
 * Source: Dragino "LSE01 LoRaWAN Soil Moisture & EC Sensor User Manual", section 2.3
 * (easymanua.ls/dragino/lse01/manual, page 13). The bits of byte 10 follow firmware 1.2.1; the
 * published example, 01, shows the interrupt only.
 * Unconfirmed by an example or a page that could be read: bits 7 to 4 of byte 10.
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
    TempC_DS18B20: (s16(b, 2) / 10).toFixed(2),
    water_SOIL: (u16(b, 4) / 100).toFixed(2),
    temp_SOIL: (s16(b, 6) / 100).toFixed(2),
    conduct_SOIL: u16(b, 8),
    Hardware_flag: b[10] >> 5,
    Sensor_flag: (b[10] >> 4) & 1,
    Interrupt_flag: b[10] & 0x0f
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
