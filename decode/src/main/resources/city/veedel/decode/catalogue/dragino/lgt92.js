/*
 * Dragino LGT-92, GPS tracker (codec lgt92-codec), firmware 1.4 and later.
 *
 * Port 2, 11, 15 or 18 bytes, big-endian:
 *   0-3   latitude, 4-7 longitude, signed [0.000001 deg]; both 0 without a fix, both 0x0FFFFFFF
 *          when
 *         the battery is too low for GPS
 *   8-9   bit 14 alarm, bits 13..0 battery [mV]
 *   10    bits 7..6 movement detection: 0 off, 1 move, 2 collide, 3 user; bit 5 LED on;
 *         bits 4..0 firmware, counted from 1.6.0 as 160
 *   11-12 roll, 13-14 pitch, signed [0.01 deg], if the motion sensor is on
 *   15    HDOP [0.01], 16-17 altitude, signed [cm], if these are on
 *
 * Units: latitude, longitude, Roll, Pitch deg; BatV V; Altitude m; HDOP has none.
 * Source: Dragino "LGT-92 LoRa GPS Tracker User Manual", section 2.3 "Payload Analyze"
 * (manualshive.com/manual/dragino/lgt-92-series/2527132), and the published example payloads. That
 * edition describes the older 8 and 12 bytes with coordinates of three bytes; they are refused, as
 * nothing in them tells them from a newer message cut short.
 * Unconfirmed by an example or a page that could be read: bytes 15 to 17 of 18; the flag bytes of
 * an empty battery in coordinates of four bytes.
 */
const MOVEMENT = ['Disable', 'Move', 'Collide', 'User'];
const SIZES = [11, 15, 18];
const GPS_OFF = 0x0fffffff;

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort ' + input.fPort + ', 2 expected'] };
  }
  if (SIZES.indexOf(bytes.length) < 0) {
    return { errors: [bytes.length + ' bytes, 11, 15 or 18 expected'] };
  }
  const data = state(bytes);
  const warnings = position(bytes, data);
  attitude(bytes, data);
  return warnings.length === 0 ? { data: data } : { data: data, warnings: warnings };
}

function state(b) {
  return {
    ALARM_status: (b[8] & 0x40) !== 0,
    BatV: volts(b, 8),
    MD: MOVEMENT[b[10] >> 6],
    LON: (b[10] & 0x20) !== 0,
    FW: 160 + (b[10] & 0x1f)
  };
}

function position(b, data) {
  const latitude = s32(b, 0);
  const longitude = s32(b, 4);
  if (latitude === 0 && longitude === 0) {
    return ['GPS failed to obtain location'];
  }
  if (latitude === GPS_OFF && longitude === GPS_OFF) {
    return ['GPS is off, the battery is too low'];
  }
  data.latitude = latitude / 1000000;
  data.longitude = longitude / 1000000;
  return [];
}

function attitude(b, data) {
  if (b.length >= 15) {
    data.Roll = s16(b, 11) / 100;
    data.Pitch = s16(b, 13) / 100;
  }
  if (b.length >= 18) {
    data.HDOP = b[15] / 100;
    data.Altitude = s16(b, 16) / 100;
  }
}

function u16(b, at) {
  return b[at] * 256 + b[at + 1];
}

function s16(b, at) {
  const value = u16(b, at);
  return value < 0x8000 ? value : value - 0x10000;
}

function s32(b, at) {
  return (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
}

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}
