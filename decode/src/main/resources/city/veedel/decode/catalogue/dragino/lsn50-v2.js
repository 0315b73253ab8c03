/*
 * Dragino LSN50-V2, sensor node, and its ready-made LSN50v2-D20 and LSN50v2-S31 (codecs
 * lsn50-v2-codec, lsn50v2-d20-codec, lsn50v2-s31-codec).
 *
 * Port 2, big-endian; byte 6 has in every mode:
 *   bit 7 level of the interrupt pin: 1 door closed, bits 6..2 mode, bit 1 digital input,
 *   bit 0 sent because of the interrupt, or, for a probe with limits, an alarm
 * Mode (AT+MOD is one more)
 *   0  IIC      0-1 battery [mV], 2-3 DS18B20 [0.1 Cel], 4-5 ADC [mV],
 *               7-8 temperature [0.1 Cel], 9-10 relative humidity [0.1 %]; with a humidity of 0,
 *               7-8 is the illuminance [lx] of a BH1750
 *   1  Distance as 0, but 7-8 distance [0.1 cm], 9-10 strength of a LiDAR's reflection,
 *              0xFFFF without
 *   2  3ADC     0-1, 2-3, 4-5 ADC of the pins PA0, PA1, PA4 [mV], 7-8 and 9-10 as in mode 0,
 *               11 battery [0.1 V]
 *   3  DS18B20  as 0, but 7-8 and 9-10 a second and a third DS18B20 [0.1 Cel]
 *   4  Weight   as 0, but 7-8 weight, signed [g], 9-10 reserved
 *   5  Count    as 0, but 7-10 count
 *   6  3Interrupt   as 0, but 7 and 8 a second and a third interrupt pin, 9-10 reserved
 *   7  3ADC+DS18B20 as 0, but 7-8 and 9-10 ADC of PA1 and PA4 [mV]
 *   8  3DS18B20+2Count  0-1 battery, 2-3, 4-5, 7-8 three DS18B20, 9-12 and 13-16 two counts
 * Temperatures are signed; 0x7FFF is no probe.
 *
 * Units: BatV, ADC_CH0V, ADC_CH1V, ADC_CH4V V; TempC1 to TempC3, TempC_SHT Cel; Hum_SHT %;
 * Illum_lx lx; Distance_cm cm; Weight g; the counts are counts.
 * Source: Dragino "LSN50 & LSN50-V2 LoRaWAN Sensor Node User Manual", sections 2.3 and 2.4
 * (wiki.dragino.com; easymanua.ls/dragino/lsn50/manual, page 21) and "LSN50v2-S31" user manual,
 * page 12. Mode 0 agrees with the published example payloads; the other modes have none.
 * Unconfirmed by an example or a page that could be read: modes 1 to 8; the rule for the BH1750;
 * bits 7 and 1 of byte 6 beyond the example's zeros.
 */
const NO_PROBE = 0x7fff;
const MODES = [
  { name: 'IIC', size: 11, read: readIic },
  { name: 'Distance', size: 11, read: readDistance },
  { name: '3ADC', size: 12, read: readAdcs },
  { name: 'DS18B20', size: 11, read: readProbes },
  { name: 'Weight', size: 11, read: readWeight },
  { name: 'Count', size: 11, read: readCount },
  { name: '3Interrupt', size: 11, read: readInterrupts },
  { name: '3ADC+DS18B20', size: 11, read: readAdcsAndProbe },
  { name: '3DS18B20+2Count', size: 17, read: readProbesAndCounts }
];

function decodeUplink(input) {
  const b = input.bytes;
  if (input.fPort !== 2) {
    return { errors: ['unknown FPort'] };
  }
  if (b.length < 7) {
    return { errors: ['truncated: ' + b.length + ' bytes, no mode in byte 6'] };
  }
  const number = (b[6] >> 2) & 0x1f;
  const mode = MODES[number];
  if (mode === undefined) {
    return { errors: ['byte 6: unknown mode ' + number] };
  }
  if (b.length !== mode.size) {
    return { errors: [b.length + ' bytes, ' + mode.size + ' expected in mode ' + mode.name] };
  }
  return { data: Object.assign(pins(b, mode.name), mode.read(b)) };
}

function pins(b, mode) {
  return {
    Work_mode: mode,
    Digital_IStatus: (b[6] & 0x02) === 0 ? 'L' : 'H',
    Door_status: (b[6] & 0x80) === 0 ? 'OPEN' : 'CLOSE',
    EXTI_Trigger: (b[6] & 0x01) === 0 ? 'FALSE' : 'TRUE'
  };
}

/** Battery, first DS18B20 and first ADC, at the start of most modes. */
function common(b) {
  const data = { BatV: u16(b, 0) / 1000, ADC_CH0V: u16(b, 4) / 1000 };
  probe(b, 2, 'TempC1', data);
  return data;
}

function probe(b, at, field, data) {
  if (s16(b, at) !== NO_PROBE) {
    data[field] = s16(b, at) / 10;
  }
}

function climate(b, data) {
  if (u16(b, 9) === 0) {
    data.Illum_lx = u16(b, 7);
  } else {
    data.TempC_SHT = s16(b, 7) / 10;
    data.Hum_SHT = u16(b, 9) / 10;
  }
  return data;
}

function readIic(b) {
  return climate(b, common(b));
}

function readDistance(b) {
  const data = common(b);
  data.Distance_cm = u16(b, 7) / 10;
  if (u16(b, 9) !== 0xffff) {
    data.Distance_signal_strength = u16(b, 9);
  }
  return data;
}

function readAdcs(b) {
  return climate(b, {
    BatV: b[11] / 10,
    ADC_CH0V: u16(b, 0) / 1000,
    ADC_CH1V: u16(b, 2) / 1000,
    ADC_CH4V: u16(b, 4) / 1000
  });
}

function readProbes(b) {
  const data = common(b);
  probe(b, 7, 'TempC2', data);
  probe(b, 9, 'TempC3', data);
  return data;
}

function readWeight(b) {
  const data = common(b);
  data.Weight = s16(b, 7);
  return data;
}

function readCount(b) {
  const data = common(b);
  data.Count = u32(b, 7);
  return data;
}

function readInterrupts(b) {
  const data = common(b);
  data.EXTI2_Status = b[7];
  data.EXTI3_Status = b[8];
  return data;
}

function readAdcsAndProbe(b) {
  const data = common(b);
  data.ADC_CH1V = u16(b, 7) / 1000;
  data.ADC_CH4V = u16(b, 9) / 1000;
  return data;
}

function readProbesAndCounts(b) {
  const data = { BatV: u16(b, 0) / 1000, Count1: u32(b, 9), Count2: u32(b, 13) };
  probe(b, 2, 'TempC1', data);
  probe(b, 4, 'TempC2', data);
  probe(b, 7, 'TempC3', data);
  return data;
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
