/*
 * Dragino TrackerD, GPS tracker with temperature and humidity (codec trackerd-codec).
 *
 * Big-endian. The port says what the bytes are:
 *   2  position and climate, 15 bytes
 *      0-3   latitude, 4-7 longitude, signed [0.000001 deg]; both 0 without a fix
 *      8-9   bit 14 alarm, bits 13..0 battery [mV]
 *      10    bits 7..6 mode, bit 5 LED on, bit 4 moving
 *      11-12 relative humidity [0.1 %], 13-14 temperature, signed [0.1 Cel]
 *   3  position, the first 11 of these bytes
 *   4  the device's log: any number of entries of 15 bytes: 0-7 as above, 8-9 year, 10 month,
 *      11 day, 12 hour, 13 minute, 14 second (UTC)
 *   5  device: 0 model, 1-2 firmware, 3 frequency band, 4 sub-band, 5-6 battery [mV]; what follows
 *      differs between firmwares and stays out
 *   7  alarm without a position, 3 bytes: 0-1 as 8-9 of port 2, 2 as its byte 10
 * Ports 6 (Bluetooth beacons) and 8 (WLANs) name foreign devices instead of measuring, and are
 * refused.
 *
 * The published output of port 2 has no battery, so it is stated on ports 3, 5 and 7 only.
 *
 * Units: Latitude, Longitude deg; Location text, "<latitude>,<longitude>"; Hum %; Tem Cel; BatV V;
 * Bat_mV mV; Time RFC 3339.
 * Source: Dragino "TrackerD LoRaWAN Tracker User Manual", section "Uplink Payload"
 * (wiki.dragino.com). Port 2 agrees with the published example payload; the others have none.
 * Unconfirmed by an example or a page that could be read: ports 3, 4 and 7.
 */
const ENTRY = 15;
const PORTS = {
  2: (b) => located(fixed(b, 15, positionAndClimate), b),
  3: (b) => located(fixed(b, 11, position), b),
  4: log,
  5: (b) => fixed(b, 7, device),
  7: (b) => fixed(b, 3, (alarm) => Object.assign({ BatV: volts(alarm, 0) }, state(alarm, 0)))
};

function decodeUplink(input) {
  const read = PORTS[input.fPort];
  if (read === undefined) {
    return { errors: ['unknown FPort ' + input.fPort + ', 2, 3, 4, 5 or 7 expected'] };
  }
  return read(input.bytes);
}

function positionAndClimate(b) {
  const data = Object.assign(coordinates(b, 0), state(b, 8));
  data.Hum = u16(b, 11) / 10;
  data.Tem = s16(b, 13) / 10;
  return data;
}

function position(b) {
  return Object.assign(coordinates(b, 0), state(b, 8), { BatV: volts(b, 8) });
}

function coordinates(b, at) {
  if (!hasFix(b, at)) {
    return {};
  }
  const latitude = s32(b, at) / 1000000;
  const longitude = s32(b, at + 4) / 1000000;
  return { Latitude: latitude, Longitude: longitude, Location: latitude + ',' + longitude };
}

function hasFix(b, at) {
  return s32(b, at) !== 0 || s32(b, at + 4) !== 0;
}

function located(result, b) {
  if (result.data !== undefined && !hasFix(b, 0)) {
    result.warnings = (result.warnings || []).concat('bytes 0 to 7: no position');
  }
  return result;
}

function state(b, at) {
  return {
    ALARM_status: (b[at] & 0x40) === 0 ? 'FALSE' : 'TRUE',
    MD: b[at + 2] >> 6,
    LON: (b[at + 2] & 0x20) === 0 ? 'OFF' : 'ON',
    Transport: (b[at + 2] & 0x10) === 0 ? 'STILL' : 'MOVE'
  };
}

function log(b) {
  if (b.length === 0 || b.length % ENTRY !== 0) {
    return { errors: ['log: ' + b.length + ' bytes are not whole entries of ' + ENTRY] };
  }
  const entries = [];
  for (let at = 0; at < b.length; at += ENTRY) {
    entries.push(Object.assign(coordinates(b, at), { Time: time(b, at + 8) }));
  }
  return { data: { datalog: entries } };
}

function time(b, at) {
  const date = pad(u16(b, at), 4) + '-' + pad(b[at + 2], 2) + '-' + pad(b[at + 3], 2);
  return date + 'T' + pad(b[at + 4], 2) + ':' + pad(b[at + 5], 2) + ':' + pad(b[at + 6], 2) + 'Z';
}

function pad(number, digits) {
  let text = String(number);
  while (text.length < digits) {
    text = '0' + text;
  }
  return text;
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

function s32(b, at) {
  return (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
}

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}

function hex(b, at, count) {
  let text = '';
  for (let i = at; i < at + count; i++) {
    text += (b[i] < 16 ? '0' : '') + b[i].toString(16);
  }
  return text;
}
