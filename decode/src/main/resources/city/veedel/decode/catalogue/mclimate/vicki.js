// MClimate: Vicki - smart radiator thermostat
//
// Format: command byte and value, big-endian; port 2.
// Source: https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-vicki-lorawan/vicki-lorawan-device-communication-protocol/keep-alive
//      https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-vicki-lorawan/vicki-lorawan-device-communication-protocol/network-related-settings
//      https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-vicki-lorawan/vicki-lorawan-device-communication-protocol/child-lock
//      https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-vicki-lorawan/vicki-lorawan-device-communication-protocol/others
// Units: targetTemperature, targetTemperatureFloat (text) and sensorTemperature Cel,
//      relativeHumidity %, motorRange and motorPosition 1 (steps), motorOpenness %, batteryVoltage
//      V, reason the command byte (1: firmware to 3.4, 129: from 3.5); replies: keepAliveTime min,
//      joinRetryPeriod s
// Note: the replies 04, 12, 19 and 1b are documented alike for several MClimate devices; replies to
//      the settings of this one device end in an error, but for those below.
// Note: the documentation says port 2, the example came on port 1: both are read.
// Note: motorOpenness is left out while motorRange is 0 (the device is not calibrated).

const PORTS = [1, 2];

const MESSAGES = {
  0x01: { bytes: 8, read: (b) => readKeepAlive(1, b, b[1] * 165 / 256 - 40) },
  0x81: { bytes: 8, read: (b) => readKeepAlive(0x81, b, (b[1] - 28.33333) / 5.66666) },

  // replies to requests, sent along with a keep-alive or alone
  0x04: { bytes: 2, read: readVersions },
  0x12: { bytes: 1, read: (b) => ({ keepAliveTime: b[0] }) },
  0x19: { bytes: 1, read: (b) => ({ joinRetryPeriod: b[0] * 5 }) },
  0x1b: { bytes: 1, read: (b) => ({ uplinksConfirmed: b[0] === 1 }) },
  0x14: { bytes: 1, read: (b) => ({ childLock: b[0] === 1 }) },
  0x48: { bytes: 1, read: (b) => ({ forceAttach: (b[0] & 1) === 1 }) },
};

function readKeepAlive(command, b, temperature) {
  return Object.assign(readClimate(command, b, temperature), readMotor(b), readFlags(b[6], b[7]));
}

function readClimate(command, b, temperature) {
  return {
    reason: command,
    targetTemperature: b[0],
    targetTemperatureFloat: b[0].toFixed(2),
    sensorTemperature: rounded(temperature, 2),
    relativeHumidity: percent(b[2]),
    batteryVoltage: (20 + (b[6] >> 4)) / 10,
  };
}

function readMotor(b) {
  const motor = {
    motorRange: (b[5] & 15) << 8 | b[4],
    motorPosition: b[5] >> 4 << 8 | b[3],
  };
  if (motor.motorRange > 0) {
    motor.motorOpenness = Math.round((1 - motor.motorPosition / motor.motorRange) * 100);
  }
  return motor;
}

function readFlags(first, second) {
  return {
    openWindow: bit(first, 3),
    highMotorConsumption: bit(first, 2),
    lowMotorConsumption: bit(first, 1),
    brokenSensor: bit(first, 0),
    childLock: bit(second, 7),
    calibrationFailed: bit(second, 6),
    attachedBackplate: bit(second, 5),
    perceiveAsOnline: bit(second, 4),
    antiFreezeProtection: bit(second, 3),
  };
}

function bit(byte, number) {
  return (byte >> number & 1) === 1;
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

function percent(byte) {
  return rounded(byte * 100 / 256, 2);
}

function rounded(value, digits) {
  return Number(value.toFixed(digits));
}
