// MClimate: Flood Sensor
//
// Format: two or three bytes of bits and values; port 2.
// Source: https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-flood-sensor-lorawan/flood-sensor-lorawan-communication-protocol/keep-alive
// Units: reason keepalive/flood/tamper, boxTamper and flood true/false, battery V, temperature Cel
//      (where the third byte is sent)
// Note: replies to requests cannot be told from a keep-alive by a command byte; a payload of
//      another length ends in an error.

const PORT = 2;

const REASONS = { 0: 'keepalive', 2: 'flood', 4: 'tamper' };

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== PORT) {
    return { errors: ['fPort ' + input.fPort + ': this device sends on ' + PORT] };
  }
  if (bytes.length !== 2 && bytes.length !== 3) {
    return { errors: ['the payload has ' + bytes.length + ' bytes: a keep-alive has 2 or 3'] };
  }
  const reason = REASONS[bytes[0] >> 5];
  if (!reason) {
    return { errors: ['byte 0: reason ' + (bytes[0] >> 5) + ' is not known'] };
  }
  return { data: Object.assign(readStatus(reason, bytes), readTemperature(bytes)) };
}

function readStatus(reason, bytes) {
  return {
    reason: reason,
    boxTamper: bit(bytes[0], 3),
    flood: bit(bytes[0], 1),
    battery: bytes[1] * 16 / 1000,
  };
}

// Whole degrees with the sign in the uppermost bit.
function readTemperature(bytes) {
  if (bytes.length < 3) {
    return {};
  }
  const degrees = bytes[2] & 127;
  return { temperature: bit(bytes[2], 7) && degrees > 0 ? -degrees : degrees };
}

function bit(byte, number) {
  return (byte >> number & 1) === 1;
}
