// MClimate: T-Valve - water valve
//
// Format: two bytes (short keep-alive) or five (long); port 2.
// Source: https://docs.mclimate.eu/mclimate-lorawan-devices/devices/mclimate-t-valve-lorawan/t-valve-lorawan-communication-protocol/keep-alive
// Units: waterTemp and ambientTemp Cel, valveState true: open, reason of the packet, boxTamper
//      true/false, floodDetectorWireBroken true/false
// Note: the copy of the documentation at hand breaks off within the long packet: of its five bytes
//      the first is read (but for its bits 0 and 1) and a warning says so.

const PORT = 2;

const REASONS = ['request', 'test', 'flood', 'button', 'fraud'];

const READERS = { 2: readShort, 5: readLong };

function decodeUplink(input) {
  const bytes = input.bytes;
  if (input.fPort !== PORT) {
    return { errors: ['fPort ' + input.fPort + ': this device sends on ' + PORT] };
  }
  const read = READERS[bytes.length];
  if (!read) {
    return { errors: ['the payload has ' + bytes.length + ' bytes: a keep-alive has 2 or 5'] };
  }
  return read(bytes);
}

function readShort(bytes) {
  return { data: {
    reason: 'keepalive',
    waterTemp: bytes[0] / 2,
    valveState: bit(bytes[1], 7),
    ambientTemp: ((bytes[1] & 127) - 20) / 2,
  } };
}

function readLong(bytes) {
  const reason = REASONS[bytes[0] >> 5];
  if (!reason) {
    return { errors: ['byte 0: reason ' + (bytes[0] >> 5) + ' is not known'] };
  }
  return {
    data: {
      reason: reason,
      boxTamper: bit(bytes[0], 3),
      floodDetectorWireBroken: bit(bytes[0], 2),
    },
    warnings: ['bytes 1 to 4 of the long packet are not read'],
  };
}

function bit(byte, number) {
  return (byte >> number & 1) === 1;
}
