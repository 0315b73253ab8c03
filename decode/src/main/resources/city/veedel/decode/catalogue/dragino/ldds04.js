/*
 * Dragino LDDS04, distance sensor with up to four ultrasonic probes (codec ldds04-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   bit 15 sent because of the interrupt pin, bits 13..0 battery [mV]
 *   2-9   distance of probes 1 to 4, two bytes each [mm]
 *   10    message type
 *
 * Units: BatV V; distance1_cm to distance4_cm cm.
 * Source: Dragino "LDDS04 LoRaWAN 4-Channels Distance Sensor User Manual", section 2.4
 * (manualshive.com/manual/dragino/ldds04/2527097, page 19).
 */
const SIZE = 11;

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  return fixed(input.bytes, SIZE, distances);
}

function distances(b) {
  return {
    BatV: volts(b, 0),
    EXTI_Trigger: (b[0] & 0x80) === 0 ? 'FALSE' : 'TRUE',
    distance1_cm: u16(b, 2) / 10,
    distance2_cm: u16(b, 4) / 10,
    distance3_cm: u16(b, 6) / 10,
    distance4_cm: u16(b, 8) / 10,
    mes_type: b[10]
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
