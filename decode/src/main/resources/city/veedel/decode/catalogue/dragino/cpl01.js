/*
 * Dragino CPL01, outdoor pulse and dry-contact sensor (codec cpl01-codec).
 *
 * Big-endian. The port says what the bytes are:
 *   2  contact now, 11 bytes
 *      0     bits 7..2 calculate flag (set by the user), bit 1 alarm,
 *            bit 0 contact: 0 open, 1 closed
 *      1-3   pulses counted, 4-6 last open duration [min], 7-10 time of the reading [s since 1970]
 *   3  the device's log: any number of such 11-byte entries; an entry of zeros only is an empty one
 *   4  configuration, 8 bytes
 *      0-2   reporting interval TDC [s], 3 bit 0 alarm disabled, 4 bit 0 state the alarm watches,
 *      5-6   how long that state lasts before the alarm [s], 7 bit 0 trigger mode
 *   5  device: 0 model, 1-2 firmware, 3 frequency band, 4 sub-band, 5-6 battery [mV]
 *
 * Units: TDC, KEEP_TIME s; LAST_OPEN_DURATION min; TIME s since 1970; Bat_mV mV.
 * Source: Dragino "CPL01 LoRaWAN Outdoor Pulse/Contact Sensor" user manual, section 2.3
 * (manualshive.com/manual/dragino/cpl01/2527096, wiki.dragino.com). Port 4 agrees with the
 * published example payload; ports 2, 3 and 5 have none.
 * Unconfirmed by an example or a page that could be read: which bits of byte 0 on port 2 are alarm
 * and contact; that the configuration's times are seconds.
 */
const ENTRY = 11;

function decodeUplink(input) {
  const bytes = input.bytes;
  switch (input.fPort) {
    case 2:
      return fixed(bytes, ENTRY, (b) => reading(b, 0));
    case 3:
      return log(bytes);
    case 4:
      return fixed(bytes, 8, configuration);
    case 5:
      return fixed(bytes, 7, device);
    default:
      return { errors: ['unknown FPort'] };
  }
}

function reading(b, at) {
  return {
    CALCULATE_FLAG: b[at] >> 2,
    ALARM: (b[at] >> 1) & 1,
    CONTACT_STATUS: b[at] & 1,
    TOTAL_PULSE: u24(b, at + 1),
    LAST_OPEN_DURATION: u24(b, at + 4),
    TIME: u32(b, at + 7)
  };
}

function configuration(b) {
  return {
    TDC: u24(b, 0),
    DISALARM: b[3] & 1,
    KEEP_STATUS: b[4] & 1,
    KEEP_TIME: u16(b, 5),
    TRIGGER_MODE: b[7] & 1
  };
}

function log(b) {
  if (b.length === 0 || b.length % ENTRY !== 0) {
    return { errors: ['log: ' + b.length + ' bytes are not whole entries of ' + ENTRY] };
  }
  const entries = [];
  for (let at = 0; at < b.length; at += ENTRY) {
    if (!isEmpty(b, at)) {
      entries.push(reading(b, at));
    }
  }
  return { data: { datalog: entries } };
}

function isEmpty(b, at) {
  return b.slice(at, at + ENTRY).every((byte) => byte === 0);
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

function u24(b, at) {
  return u16(b, at) * 256 + b[at + 2];
}

function u32(b, at) {
  return u16(b, at) * 65536 + u16(b, at + 2);
}

function hex(b, at, count) {
  let text = '';
  for (let i = at; i < at + count; i++) {
    text += (b[i] < 16 ? '0' : '') + b[i].toString(16);
  }
  return text;
}
