// MClimate: Wireless Thermostat
//
// Format: command byte and value, big-endian; port 2.
// Source: https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-wireless-thermostat/wireless-thermostat-device-communication-protocol/keep-alive
//      https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-wireless-thermostat/wireless-thermostat-device-communication-protocol/get-firmware-and-hardware-version
//      https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-wireless-thermostat/wireless-thermostat-device-communication-protocol/network-related-settings-and-others
// Units: sensorTemperature and targetTemperature Cel, relativeHumidity %, batteryVoltage V, lux lx,
//      pir true: motion, powerSourceStatus 0 photovoltaic panel, 1 AA batteries, 2 USB; replies:
//      keepAliveTime min, joinRetryPeriod s
// Note: the replies 04, 12, 19 and 1b are documented alike for several MClimate devices; replies to
//      the settings of this one device end in an error.
// Note: the documentation describes command 81 (target in 0.1 Cel, two bytes); the example has the
//      earlier 01, the same but for the target, one byte in Cel.

const PORTS = [2];

const MESSAGES = {
  0x01: { bytes: 10, read: (b) => readKeepAlive(b, b[5], b.slice(6)) },
  0x81: { bytes: 11, read: (b) => readKeepAlive(b, u16(b, 5) / 10, b.slice(7)) },

  // replies to requests, sent along with a keep-alive or alone
  0x04: { bytes: 2, read: readVersions },
  0x12: { bytes: 1, read: (b) => ({ keepAliveTime: b[0] }) },
  0x19: { bytes: 1, read: (b) => ({ joinRetryPeriod: b[0] * 5 }) },
  0x1b: { bytes: 1, read: (b) => ({ uplinksConfirmed: b[0] === 1 }) },
};

function readKeepAlive(b, target, room) {
  return {
    sensorTemperature: degrees(u16(b, 0)),
    relativeHumidity: percent(b[2]),
    batteryVoltage: u16(b, 3) / 1000,
    targetTemperature: target,
    powerSourceStatus: room[0],
    lux: u16(room, 1),
    pir: room[3] === 1,
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
