/*
 * Dragino LMDS200, microwave radar distance sensor (codec lmds200-codec).
 *
 * Port 2, 7 bytes, big-endian:
 *   0-1   battery [mV]
 *   2-3   distance of the nearest object [mm], 4-5 of the next one behind it [mm]
 *   6     bits 7..2 count of distance alarms, bit 1 distance alarm, bit 0 interrupt alarm
 *
 * Units: Bat V; dis1, dis2 mm; DALARM_count is a count.
 * Source: Dragino user manual of LMDS200 / MDS200-LB (wiki.dragino.com: two distances, distance
 * alarm) and the published example payload, whose last byte, 01, shows the interrupt's bit; that
 * the count takes the six bits above the alarms is not shown by it.
 * Unconfirmed by an example or a page that could be read: byte 6 beyond its lowest bit;
 * millimetres.
 */
const SIZE = 7;

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  return fixed(input.bytes, SIZE, distances);
}

function distances(b) {
  return {
    Bat: volts(b, 0),
    dis1: u16(b, 2),
    dis2: u16(b, 4),
    DALARM_count: b[6] >> 2,
    Distance_alarm: (b[6] >> 1) & 1,
    Interrupt_alarm: b[6] & 1
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

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}
