/*
 * Dragino LHT52, temperature and humidity sensor (codec lht52-codec).
 *
 * Big-endian. The port says what the bytes are:
 *   2  measurement, 11 bytes
 *      0-1   temperature, signed [0.01 Cel], 2-3 relative humidity [0.1 %]
 *      4-5   external DS18B20, signed [0.01 Cel], 0x7FFF without it
 *      6     kind of the external sensor, 7-10 time of the measurement [s since 1970]
 *   3  the device's log: any number of such 11-byte entries; an entry of zeros only is an empty one
 *   4  8 bytes: identifier of the external DS18B20
 *   5  device: 0 model, 1-2 firmware, 3 frequency band, 4 sub-band, 5-6 battery [mV]
 *
 * Units: TempC_SHT, TempC_DS Cel; Hum_SHT %; Systimestamp s since 1970; Bat_mV mV.
 * Source: Dragino "LHT52 Temperature & Humidity sensor" user manual, section 2.4
 * (easymanua.ls/dragino/lht52/manual, pages 11 to 13). Port 5 agrees with the published example
 * payload; the others have none.
 * Unconfirmed by an example or a page that could be read: the order of temperature, humidity and
 * external temperature on ports 2 and 3; port 4.
 */
const ENTRY = 11;
const NO_PROBE = 0x7fff;

function decodeUplink(input) {
  const bytes = input.bytes;
  switch (input.fPort) {
    case 2:
      return fixed(bytes, ENTRY, (b) => reading(b, 0));
    case 3:
      return log(bytes);
    case 4:
      return fixed(bytes, 8, (b) => ({ DS18B20_ID: hex(b, 0, 8) }));
    case 5:
      return fixed(bytes, 7, device);
    default:
      return { errors: ['unknown FPort'] };
  }
}

function reading(b, at) {
  const data = {
    TempC_SHT: s16(b, at) / 100,
    Hum_SHT: u16(b, at + 2) / 10,
    Ext: b[at + 6],
    Systimestamp: u32(b, at + 7)
  };
  if (s16(b, at + 4) !== NO_PROBE) {
    data.TempC_DS = s16(b, at + 4) / 100;
  }
  return data;
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

function s16(b, at) {
  const value = u16(b, at);
  return value < 0x8000 ? value : value - 0x10000;
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
