/*
 * Dragino LDS01 and LDS02 (door), LWL01 and LWL02 (water leak): codecs lds01-codec, lds02-codec,
 * lwl01-codec, lwl02-codec.
 *
 * Port 10, 10 bytes, big-endian:
 *   0-1   bit 15 door: 1 open, bit 14 water: 1 leak, bits 13..0 battery [mV]
 *   2     mode: 1 door, 2 water, 3 both states without counters
 *   3-5   times opened or leaked, 6-8 last duration [min]
 *   9     bit 0 alarm (it lasted longer than configured)
 *
 * The published example payloads end with byte 6, and their outputs take the missing bytes for 0;
 * so bytes 7 to 9 may lack here too.
 *
 * Units: BAT_V V; LAST_..._DURATION min; ..._TIMES are counts.
 * Source: Dragino "LDS02 LoRaWAN Door Sensor User Manual"
 * (easymanua.ls/dragino/lorawan-lds02/manual, section 4.6: the alarm is the lowest bit of the 10th
 * byte), its LWL02 counterpart (wiki.dragino.com), and the published example payloads. Modes 2 and
 * 3 have no example. Unconfirmed by an example or a page that could be read: modes 2 and 3.
 */
const SIZE = 10;
const SHORTEST = 7;

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== 10) {
    return { errors: ['unknown FPort'] };
  }
  if (bytes.length < SHORTEST || bytes.length > SIZE) {
    return { errors: [bytes.length + ' bytes, ' + SIZE + ' expected'] };
  }
  const b = padded(bytes);
  const data = states(b);
  return data === null ? { errors: ['byte 2: unknown mode ' + b[2]] } : { data: data };
}

function padded(bytes) {
  const all = bytes.slice();
  while (all.length < SIZE) {
    all.push(0);
  }
  return all;
}

function states(b) {
  const data = { BAT_V: volts(b, 0), MOD: b[2], ALARM: b[9] & 1 };
  switch (b[2]) {
    case 1:
      data.DOOR_OPEN_STATUS = b[0] >> 7;
      data.DOOR_OPEN_TIMES = u24(b, 3);
      data.LAST_DOOR_OPEN_DURATION = u24(b, 6);
      return data;
    case 2:
      data.WATER_LEAK_STATUS = (b[0] >> 6) & 1;
      data.WATER_LEAK_TIMES = u24(b, 3);
      data.LAST_WATER_LEAK_DURATION = u24(b, 6);
      return data;
    case 3:
      data.DOOR_OPEN_STATUS = b[0] >> 7;
      data.WATER_LEAK_STATUS = (b[0] >> 6) & 1;
      return data;
    default:
      return null;
  }
}

function u16(b, at) {
  return b[at] * 256 + b[at + 1];
}

function u24(b, at) {
  return u16(b, at) * 256 + b[at + 2];
}

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}
