// MClimate: Fan Coil Thermostat (FCT)
//
// Format: command byte and value, big-endian; port 2.
// Source: https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-fan-coil-thermostat-fct/mclimate-fan-coil-thermostat-device-communication-protocol/keep-alive
// Units: sensorTemperature and targetTemperature Cel, relativeHumidity %, operationalMode 0
//      ventilation, 1 heating, 2 cooling, displayedFanSpeed and actualFanSpeed 1 (0 auto, 1 to 6),
//      valveStatus and deviceStatus as sent; replies: keepAliveTime min, joinRetryPeriod s
// Note: the replies 04, 12, 19 and 1b are documented alike for several MClimate devices; replies to
//      the settings of this one device end in an error.
// Note: the documentation says port 2, the example came on port 1: both are read.

const PORTS = [1, 2];

const MESSAGES = {
  0x01: { bytes: 10, read: readKeepAlive },

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
    targetTemperature: u16(b, 3) / 10,
    operationalMode: b[5],
    displayedFanSpeed: b[6],
    actualFanSpeed: b[7],
    valveStatus: b[8],
    deviceStatus: b[9],
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
