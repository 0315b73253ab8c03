/*
 * Dragino LHT65, temperature and humidity sensor with a socket for an external one (codec
 * lht65-codec).
 *
 * Port 2, big-endian, 11 bytes; 7 without an external sensor:
 *   0-1   bits 15..14 battery: 0 very low, 1 low, 2 fair, 3 good; bits 13..0 battery [mV]
 *   2-3   temperature, signed [0.01 Cel], 4-5 relative humidity [0.1 %]
 *   6     bit 7 cable to the external sensor not connected, bits 3..0 kind of that sensor
 *   7-10  its value:
 *         1  temperature (DS18B20), signed [0.01 Cel]; 2 the same of a TMP117; 0x7FFF is no probe
 *         4  interrupt: 7 level of the pin, 8 whether it caused this message
 *         5  illuminance [lx]    6  voltage [mV]    7  count of 2 bytes    8  count of 4 bytes
 *   Kind 9 is a DS18B20 with a time, and moves the fields:
 *   0-1   external temperature [0.01 Cel], 2-3 temperature [0.01 Cel],
 *   4-5   bits 15..14 battery as above, bits 11..0 relative humidity [0.1 %], 6 as above,
 *   7-10  time of the measurement [s since 1970]
 *   With bit 6 of byte 6 set, the message is an answer from the device's log: entries of 11 bytes,
 *   0-1 value of the external sensor, 2-3 temperature, 4-5 humidity, 6 kind, 7-10 time.
 *
 * Units: BatV, ADC_V V; TempC_SHT, TempC_DS, TempC_TMP117 Cel; Hum_SHT %; Illum_lx lx;
 * Systimestamp s since 1970; Ext_count is a count.
 * Source: Dragino "LHT65 Temperature & Humidity Sensor User Manual", sections 2.4 and 2.6
 * (manual of LHT65-EU868-E1, page 12; easymanua.ls/dragino/lht65/manual, pages 21 and 30;
 * wiki.dragino.com, LHT65N). Kind 1 agrees with the published example payload.
 * Unconfirmed by an example or a page that could be read: kinds 2 and 4 to 9, bit 7 of byte 6.
 */
const ENTRY = 11;
const WITHOUT_EXTERNAL = 7;
const TIMED = 9;
const NO_PROBE = 0x7fff;
const KINDS = {
  0: 'No external sensor',
  1: 'Temperature Sensor',
  2: 'Temperature Sensor TMP117',
  4: 'Interrupt Sensor',
  5: 'Illumination Sensor',
  6: 'ADC Sensor',
  7: 'Counting Sensor',
  8: 'Counting Sensor, 4 bytes',
  9: 'Temperature Sensor, timed'
};

function decodeUplink(input) {
  const b = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  if (b.length < WITHOUT_EXTERNAL) {
    return { errors: ['truncated: ' + b.length + ' bytes, at least 7 expected'] };
  }
  if ((b[6] & 0x40) !== 0) {
    return log(b);
  }
  const kind = b[6] & 0x0f;
  if (KINDS[kind] === undefined) {
    return { errors: ['byte 6: unknown external sensor ' + kind] };
  }
  if (kind !== 0 && b.length !== ENTRY) {
    return { errors: [b.length + ' bytes, ' + ENTRY + ' expected'] };
  }
  return measurement(b, kind);
}

function measurement(b, kind) {
  const warnings = [];
  const data = kind === TIMED ? timed(b) : builtIn(b);
  data.Ext_sensor = KINDS[kind];
  if ((b[6] & 0x80) !== 0) {
    warnings.push('byte 6: the cable to the external sensor is not connected');
  } else if (kind === TIMED) {
    temperature(b, 0, 'TempC_DS', data, warnings);
  } else {
    external(b, 7, kind, data, warnings);
  }
  return warnings.length === 0 ? { data: data } : { data: data, warnings: warnings };
}

function builtIn(b) {
  return {
    BatV: volts(b, 0),
    Bat_status: b[0] >> 6,
    TempC_SHT: s16(b, 2) / 100,
    Hum_SHT: u16(b, 4) / 10
  };
}

function timed(b) {
  return {
    Bat_status: b[4] >> 6,
    TempC_SHT: s16(b, 2) / 100,
    Hum_SHT: (u16(b, 4) & 0x0fff) / 10,
    Systimestamp: u32(b, 7)
  };
}

function external(b, at, kind, data, warnings) {
  switch (kind) {
    case 1:
      temperature(b, at, 'TempC_DS', data, warnings);
      break;
    case 2:
      temperature(b, at, 'TempC_TMP117', data, warnings);
      break;
    case 4:
      data.Ext_pin_level = b[at] === 0 ? 'Low' : 'High';
      data.Ext_pin_interrupt = b[at + 1] === 0 ? 'False' : 'True';
      break;
    case 5:
      data.Illum_lx = u16(b, at);
      break;
    case 6:
      data.ADC_V = u16(b, at) / 1000;
      break;
    case 7:
      data.Ext_count = u16(b, at);
      break;
    case 8:
      data.Ext_count = u32(b, at);
      break;
    default:
      break;
  }
}

function temperature(b, at, field, data, warnings) {
  if (s16(b, at) === NO_PROBE) {
    warnings.push('byte ' + at + ': no temperature probe connected');
  } else {
    data[field] = s16(b, at) / 100;
  }
}

/** An entry has but two bytes for the external value, so a count of four stays out. */
function log(b) {
  if (b.length % ENTRY !== 0) {
    return { errors: ['log: ' + b.length + ' bytes are not whole entries of ' + ENTRY] };
  }
  const entries = [];
  for (let at = 0; at < b.length; at += ENTRY) {
    const kind = b[at + 6] & 0x0f;
    const entry = {
      TempC_SHT: s16(b, at + 2) / 100,
      Hum_SHT: (u16(b, at + 4) & 0x0fff) / 10,
      Ext: kind,
      Systimestamp: u32(b, at + 7)
    };
    if (kind !== 8) {
      external(b, at, kind === TIMED ? 1 : kind, entry, []);
    }
    entries.push(entry);
  }
  return { data: { datalog: entries } };
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
