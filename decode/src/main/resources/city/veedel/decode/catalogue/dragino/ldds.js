/*
 * Dragino LDDS20 and LDDS75 before firmware 1.1.4: ultrasonic liquid level and distance sensors
 * (codecs ldds20-codec, ldds75-codec).
 *
 * Port 2, big-endian, 5 bytes:
 *   0-1   battery [mV]
 *   2-3   distance [mm]: 0 no ultrasonic probe found, up to 20 not a valid reading
 *   4     digital interrupt
 *
 * The published output of a message of four bytes is "No Sensor" and nothing else, and so it is
 * here. The manuals' example of that length, 0E1C 0B05, reads as 3.612 V and 2821 mm: whoever has a
 * device that sends four bytes should trust the manual and correct this script.
 *
 * Units: Bat V; distance text, "<n> mm".
 * Source: Dragino user manuals of LDDS75 and LDDS20, section "Uplink Payload" (wiki.dragino.com),
 * and the published example payloads.
 * Unconfirmed by an example or a page that could be read: messages of five bytes.
 */
const SIZE = 5;
const WITHOUT_PROBE = 4;
const LONGEST_INVALID = 20;

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  if (bytes.length === WITHOUT_PROBE) {
    return { data: { distance: 'No Sensor' } };
  }
  if (bytes.length !== SIZE) {
    return { errors: [bytes.length + ' bytes, 4 or 5 expected; firmware 1.1.4 and later sends 8'] };
  }
  return { data: level(bytes) };
}

function level(b) {
  return {
    Bat: volts(b, 0),
    distance: distance(u16(b, 2)),
    Interrupt_flag: b[4]
  };
}

function distance(millimetres) {
  if (millimetres === 0) {
    return 'No Sensor';
  }
  return millimetres <= LONGEST_INVALID ? 'Invalid Reading' : millimetres + ' mm';
}

function u16(b, at) {
  return b[at] * 256 + b[at + 1];
}

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}
