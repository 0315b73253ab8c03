/*
 * Dragino LLDS12, LiDAR distance sensor (codec llds12-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV], 2-3 DS18B20 temperature, signed [0.1 Cel]
 *   4-5   distance [mm], 6-7 strength of the reflection; weak ones make the distance unreliable
 *   8     digital interrupt, 9 temperature of the LiDAR chip, signed [Cel], 10 message type
 *
 * Units: Bat V; TempC_DS18B20 Cel, as text with two decimals; Lidar_distance cm; Lidar_temp Cel;
 * Lidar_signal has none.
 * Source: Dragino "LLDS12 LoRaWAN LiDAR ToF Distance Sensor User Manual", section 2.3
 * (manualshive.com/manual/dragino/lorawan-lidar-tof, page 11).
 */
const SIZE = 11;

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  return fixed(input.bytes, SIZE, distance);
}

function distance(b) {
  return {
    Bat: volts(b, 0),
    TempC_DS18B20: (s16(b, 2) / 10).toFixed(2),
    Lidar_distance: u16(b, 4) / 10,
    Lidar_signal: u16(b, 6),
    Interrupt_flag: b[8],
    Lidar_temp: b[9] < 0x80 ? b[9] : b[9] - 0x100,
    Message_type: b[10]
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
