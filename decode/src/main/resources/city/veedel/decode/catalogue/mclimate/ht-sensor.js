// MClimate: HT Sensor (humidity and temperature)
//
// Format: command byte and value, big-endian; port 2.
// Source: https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-ht-sensor-lorawan/ht-sensor-lorawan-device-communication-protocol/keep-alive
//      https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-multipurpose-button-lorawan/mclimate-button-lorawan-device-communication-protocol/keep-alive (the thermistor bytes)
// Units: sensorTemperature and extThermistorTemperature Cel, relativeHumidity %, batteryVoltage V;
//      replies: keepAliveTime min, joinRetryPeriod s
// Note: the replies 04, 12, 19 and 1b are documented alike for several MClimate devices; replies to
//      the settings of this one device end in an error.
// Note: where thermistorProperlyConnected is false the thermistor's temperature means nothing; the
//      stated output keeps it.

const PORTS = [2];

const MESSAGES = {
  0x01: { bytes: 6, read: readKeepAlive },

  // replies to requests, sent along with a keep-alive or alone
  0x04: { bytes: 2, read: readVersions },
  0x12: { bytes: 1, read: (b) => ({ keepAliveTime: b[0] }) },
  0x19: { bytes: 1, read: (b) => ({ joinRetryPeriod: b[0] * 5 }) },
  0x1b: { bytes: 1, read: (b) => ({ uplinksConfirmed: b[0] === 1 }) },
};

function readKeepAlive(b) {
  return {
    sensorTemperature: degrees(u16(b, 0)),
    relativeHumidity: percent(b[2]),
    batteryVoltage: rounded((b[3] * 8 + 1600) / 1000, 1),
    thermistorProperlyConnected: (b[4] & 4) === 0,
    extThermistorTemperature: (u16(b, 4) & 0x3ff) / 10,
  };
}

function readVersions(b) {
  return { hardwareVersion: version(b[0]), softwareVersion: version(b[1]) };
}

function version(byte) {
  return (byte >> 4) + '.' + (byte & 15);
}

// The payload is a row of messages: a command byte and as many bytes as that command has.
function decodeUplink(input) {
  const bytes = input.bytes;
  if (PORTS.indexOf(input.fPort) < 0) {
    return { errors: ['fPort ' + input.fPort + ': this device sends on ' + PORTS.join(' or ')] };
  }
  if (bytes.length === 0) {
    return failure(0, 'the payload is empty');
  }
  const fields = {};
  let at = 0;
  while (at < bytes.length) {
    const message = MESSAGES[bytes[at]];
    if (!message) {
      return failure(at, 'command ' + hex(bytes[at]) + ' is not known');
    }
    const rest = bytes.slice(at + 1);
    if (rest.length < message.bytes) {
      return failure(at, 'command ' + hex(bytes[at]) + ' is cut off: '
        + rest.length + ' of ' + message.bytes + ' bytes');
    }
    Object.assign(fields, message.read(rest.slice(0, message.bytes)));
    at += 1 + message.bytes;
  }
  return { data: fields };
}

function failure(at, what) {
  return { errors: ['byte ' + at + ': ' + what] };
}

function hex(byte) {
  return (byte < 16 ? '0' : '') + byte.toString(16);
}

function u16(b, at) {
  return b[at] << 8 | b[at + 1];
}

function degrees(raw) {
  return (raw - 400) / 10;
}

function percent(byte) {
  return rounded(byte * 100 / 256, 2);
}

function rounded(value, digits) {
  return Number(value.toFixed(digits));
}
