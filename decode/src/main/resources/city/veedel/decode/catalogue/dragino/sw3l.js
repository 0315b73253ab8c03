/*
 * Dragino SW3L, water flow sensor (codec sw3l-codec).
 *
 * Big-endian. The port says what the bytes are:
 *   2  flow now, 11 bytes
 *      0     bits 7..2 calculate flag (set by the user), bits 1..0 alarm: not 0
 *      1-4   pulses: in mode 0 since the start, in mode 1 since the last report
 *      5     mode, 6 reserved, 7-10 time of the reading [s since 1970]
 *   3  the device's log: any number of such 11-byte entries; an entry of zeros only is an empty one
 *   4  configuration
 *      0-2   reporting interval TDC [s], 3 not used, 4 stop timer, 5-6 alarm timer,
 *      7     reserved, may lack
 *   5  device: 0 model, 1-2 firmware, 3 frequency band, 4 sub-band, 5-6 battery [mV]
 *
 * A litre is 450 pulses of an SW3L-004 and 390 of an SW3L-006: the bytes do not say which it is, so
 * the pulses stay pulses.
 *
 * Units: TDC s; TIME s since 1970; Bat_mV mV; pulses are counts; the timers as configured.
 * Source: Dragino "SW3L LoRaWAN Outdoor Flow Sensor" user manual, sections 1.6 and 2.3
 * (wiki.dragino.com). Port 4 agrees with the published example payload; the others have none.
 * Unconfirmed by an example or a page that could be read: the layout on ports 2, 3
 * and 5.
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
      return configuration(bytes);
    case 5:
      return fixed(bytes, 7, device);
    default:
      return { errors: ['unknown FPort'] };
  }
}

function reading(b, at) {
  const pulses = u32(b, at + 1);
  const data = {
    Calculate_flag: b[at] >> 2,
    Alarm: (b[at] & 3) === 0 ? 0 : 1,
    MOD: b[at + 5],
    TIME: u32(b, at + 7)
  };
  if (b[at + 5] === 1) {
    data.Last_pulse = pulses;
  } else {
    data.Total_pulse = pulses;
  }
  return data;
}

function configuration(b) {
  const size = b.length === 8 ? 8 : 7;
  return fixed(b, size, () => ({
    TDC: u24(b, 0),
    Stop_Timer: b[4],
    Alarm_Timer: u16(b, 5)
  }));
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
