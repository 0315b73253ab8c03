/*
 * Dragino LTC2, transmitter for two PT100 probes (codec ltc2-codec).
 *
 * Port 2, 11 bytes, big-endian:
 *   0-1   battery [mV]
 *   2     bit 6 answer from the device's log, bit 5 the clock is set, bit 4 the clock is asked for,
 *         bits 3..0 what the channels are: 1 temperature, signed [0.01 Cel]; 2 temperature, signed
 *         [0.1 Cel]; 3 resistance, signed [0.01 Ohm]
 *   3-4   channel 1, 5-6 channel 2; -32767 without a probe
 *   7-10  time of the measurement [s since 1970]
 * An answer from the log has any number of such entries; one of zeros only is empty.
 *
 * Units: BatV V; Temp_Channel1, Temp_Channel2 Cel; Res_Channel1, Res_Channel2 Ohm;
 * Systimestamp s since 1970. The two clock flags are in the data only when they are set.
 * Source: Dragino "LTC2 LoRaWAN Temperature Transmitter" user manual, sections 2.4 and 2.5.4
 * (manual of LTC2-FS, page 13; manualshive.com/manual/dragino/ltc2/2527141, page 17).
 */
const ENTRY = 11;
const NO_PROBE = -32767;
const CHANNELS = {
  1: { field: 'Temp_Channel', divisor: 100 },
  2: { field: 'Temp_Channel', divisor: 10 },
  3: { field: 'Res_Channel', divisor: 100 }
};

function decodeUplink(input) {
  const b = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort ' + input.fPort + ', 2 expected'] };
  }
  if (b.length === 0 || b.length % ENTRY !== 0) {
    return { errors: [b.length + ' bytes are not whole entries of ' + ENTRY] };
  }
  const entries = [];
  for (let at = 0; at < b.length; at += ENTRY) {
    if (isEmpty(b, at)) {
      continue;
    }
    if (CHANNELS[b[at + 2] & 0x0f] === undefined) {
      return { errors: ['byte ' + (at + 2) + ': unknown kind of value ' + (b[at + 2] & 0x0f)] };
    }
    entries.push(entry(b, at));
  }
  return isLog(b) ? { data: { datalog: entries } } : { data: entries[0] };
}

function isLog(b) {
  return b.length > ENTRY || (b[2] & 0x40) !== 0 || isEmpty(b, 0);
}

function isEmpty(b, at) {
  return b.slice(at, at + ENTRY).every((byte) => byte === 0);
}

function entry(b, at) {
  const status = b[at + 2];
  const data = { BatV: volts(b, at), Ext: status & 0x0f, Systimestamp: u32(b, at + 7) };
  if ((status & 0x20) !== 0) {
    data.Sync_time_OK = 1;
  }
  if ((status & 0x10) !== 0) {
    data.Unix_time_request = 1;
  }
  channel(b, at + 3, 1, data);
  channel(b, at + 5, 2, data);
  return data;
}

function channel(b, at, number, data) {
  const kind = CHANNELS[data.Ext];
  if (s16(b, at) !== NO_PROBE) {
    data[kind.field + number] = s16(b, at) / kind.divisor;
  }
}

function u16(b, at) {
  return b[at] * 256 + b[at + 1];
}

function s16(b, at) {
  const value = u16(b, at);
  return value < 0x8000 ? value : value - 0x10000;
}

function u32(b, at) {
  return u16(b, at) * 65536 + u16(b, at + 2);
}

/** The lower 14 bits are the battery's millivolts; the upper two are flags. */
function volts(b, at) {
  return (u16(b, at) & 0x3fff) / 1000;
}
