/*
 * Dragino LBT1, Bluetooth (iBeacon) tracker (codec lbt1-codec).
 *
 * Port 2, big-endian:
 *   0-1   bit 14 alarm, bits 13..0 battery [mV]
 *   2-4   steps, 5 mode
 *   6-10  in mode 1: five ASCII characters of the UUID of the nearest beacon
 *
 * The published output states an address, a major, a minor and a signal strength that mode 1 does
 * not send; they are the same constants for every message of that mode.
 *
 * Units: batV V; rssi dBm; step_count is a count.
 * Source: the published example payload. The manual's payload chapter could not be had, so the
 * alarm bit is taken from its sister LGT-92, and modes 2 and 3 are refused instead of guessed.
 * Unconfirmed by an example or a page that could be read: everything but battery, mode and UUID.
 */
const UUID_AT = 6;
const UUID_END = 11;
const NOT_SENT = { addr: '', major: 1, minor: 1, rssi: 0 };

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  if (bytes.length > 5 && bytes[5] !== 1) {
    return { errors: ['byte 5: unknown mode ' + bytes[5]] };
  }
  if (bytes.length !== UUID_END) {
    return { errors: [bytes.length + ' bytes, ' + UUID_END + ' expected in mode 1'] };
  }
  return beacon(bytes);
}

function beacon(b) {
  let uuid = '';
  for (let i = UUID_AT; i < UUID_END; i++) {
    if (b[i] < 0x20 || b[i] > 0x7e) {
      return { errors: ['byte ' + i + ': ' + b[i] + ' is no printable ASCII character'] };
    }
    uuid += String.fromCharCode(b[i]);
  }
  const data = {
    alarm: (b[0] >> 6) & 1,
    batV: volts(b, 0),
    step_count: u24(b, 2),
    uuid: uuid
  };
  return { data: Object.assign(data, NOT_SENT) };
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
