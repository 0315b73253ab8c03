/*
 * Vendor:  Nwave
 * Models:  Smart Parking Sensor NPS310SM
 * Format:  one message per port: 1 parking status (1 byte), 2 heartbeat (1 byte), 3 startup (5 bytes);
 *          bit 0 of the status byte is 1 when the space is occupied
 * Source:  Nwave, "Nwave LoRaWAN Parking Sensor – Getting Started", section 4.2 Uplink messages
 *          (nwaveio.atlassian.net/wiki/spaces/ND/pages/1654784042), and the stated examples
 *
 * Field             Unit
 * type              parking_status, heartbeat or startup
 * occupied          true or false
 * firmware_version  major.minor.patch
 * reset_cause       power_on, or code_<n> for a cause the sources do not name
 */
const MODEL = 'Nwave NPS310SM';
const RESET_CAUSES = { 2: 'power_on' };
const MESSAGES = {
  1: { type: 'parking_status', length: 1, read: (bytes) => ({ occupied: isOccupied(bytes[0]) }) },
  2: { type: 'heartbeat', length: 1, read: (bytes) => ({ occupied: isOccupied(bytes[0]) }) },
  3: { type: 'startup', length: 5, read: readStartup },
};

function decodeUplink(input) {
  const message = MESSAGES[input.fPort];
  if (!message) {
    return { errors: [MODEL + ': fPort ' + input.fPort + ' is none of ' + Object.keys(MESSAGES).join(', ')] };
  }
  const bytes = input.bytes;
  if (bytes.length < message.length) {
    return {
      errors: [MODEL + ': a ' + message.type + ' message has ' + message.length
        + ' bytes, the payload ends after ' + bytes.length],
    };
  }
  const data = Object.assign({ type: message.type }, message.read(bytes));
  const warnings = notes(data, bytes.length - message.length);
  return warnings.length > 0 ? { data, warnings } : { data };
}

function readStartup(bytes) {
  return {
    firmware_version: bytes.slice(0, 3).join('.'),
    reset_cause: RESET_CAUSES[bytes[3]] || 'code_' + bytes[3],
    occupied: isOccupied(bytes[4]),
  };
}

function isOccupied(status) {
  return (status & 1) === 1;
}

function notes(data, unread) {
  const warnings = [];
  if (/^code_/.test(data.reset_cause)) {
    warnings.push('reset_cause ' + data.reset_cause + ' has no name in the vendor\'s description');
  }
  if (unread > 0) {
    warnings.push(unread + ' more bytes than the message has were left unread');
  }
  return warnings;
}
