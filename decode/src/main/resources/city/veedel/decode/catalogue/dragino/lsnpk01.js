/*
 * Dragino LSNPK01, soil nitrogen, phosphorus and potassium sensor (codec lsnpk01-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV], 2-3 DS18B20 temperature, signed [0.1 Cel]
 *   4-5   nitrogen, 6-7 phosphorus, 8-9 potassium [mg/kg]
 *   10    bits 7..4 message type, bits 3..0 interrupt
 *
 * Units: Bat V; TempC_DS18B20 Cel, as text with two decimals; N_SOIL, P_SOIL, K_SOIL mg/kg.
 * Source: the payload table of its sister LSE01 (Dragino "LSE01 User Manual", section 2.3) and the
 * published example payload, which shows every field; the LSNPK01 manual itself could not be had.
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
    N_SOIL: u16(b, 4),
    P_SOIL: u16(b, 6),
    K_SOIL: u16(b, 8),
    Message_type: b[10] >> 4,
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
