/*
 * Dragino LSE01, soil moisture and conductivity sensor, firmware 1.2.1 (codec lse01-121-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV], 2-3 DS18B20 temperature, signed [0.1 Cel]
 *   10    bit 7 mode, bit 4 the probe was found, bits 3..0 interrupt
 *   Mode 0, calculated values:
 *   4-5   soil moisture [0.01 %], 6-7 soil temperature, signed [0.01 Cel], 8-9 conductivity [uS/cm]
 *   Mode 1, raw values:
 *   4-5   dielectric constant of the soil [0.1], 6-7 raw moisture, 8-9 raw conductivity
 *
 * Units: BatV V; temp_DS18B20, temp_SOIL Cel; water_SOIL %; conduct_SOIL uS/cm; the raw values have
 * none. Temperatures, moisture and the dielectric constant are text with one or two decimals.
 * Source: Dragino "LSE01 LoRaWAN Soil Moisture & EC Sensor User Manual", section 2.3 "MOD=0
 * (Default Mode)" and "MOD=1 (Original value)" (wiki.dragino.com;
 * easymanua.ls/dragino/lse01/manual, page 13). Mode 1 agrees with the published example payload;
 * mode 0 is that of firmware 1.1.4. Unconfirmed by an example or a page that could be read: mode 0.
 */
const SIZE = 11;

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort ' + input.fPort + ', 2 expected'] };
  }
  return fixed(input.bytes, SIZE, soil);
}

function soil(b) {
  const data = {
    BatV: volts(b, 0),
    temp_DS18B20: (s16(b, 2) / 10).toFixed(2),
    Mod: b[10] >> 7,
    s_flag: (b[10] >> 4) & 1,
    i_flag: b[10] & 0x0f
  };
  return Object.assign(data, data.Mod === 0 ? calculated(b) : raw(b));
}

function calculated(b) {
  return {
    water_SOIL: (u16(b, 4) / 100).toFixed(2),
    temp_SOIL: (s16(b, 6) / 100).toFixed(2),
    conduct_SOIL: u16(b, 8)
  };
}

function raw(b) {
  return {
    Soil_dielectric_constant: (u16(b, 4) / 10).toFixed(1),
    Raw_water_SOIL: u16(b, 6),
    Raw_conduct_SOIL: u16(b, 8)
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
