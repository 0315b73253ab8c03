/*
 * Vendor:  Nwave
 * Models:  Smart Parking Sensor G4 SM and G4 FM (NPS405SM, NPS405FM)
 * Format:  one message per port
 *   1   parking status     byte 0: bit 0 occupied, bits 7..1 coded duration of the state before
 *   2   heartbeat          byte 0: bit 0 occupied, bits 7..1 error mask; byte 1 battery voltage,
 *                          2500 mV + 4 mV per step; byte 2 temperature, with sign, 1/4 °C;
 *                          byte 3 battery health (0 normal); bytes 4 and 5 are not described
 *   3   startup            bytes 0 to 2 firmware version, byte 3 reset cause, byte 4 bit 0 occupied
 *   6   debug              bytes 0 and 1 code (big-endian), further bytes depend on the code
 *   10  user registration  byte 0 as in a parking status, bytes 1 to 4 identifier of the tag
 * Source:  Nwave, "Nwave LoRaWAN Parking Sensor – Getting Started", section 4.2 Uplink messages
 *          (nwaveio.atlassian.net/wiki/spaces/ND/pages/1654784042), and the stated examples. The
 *          places of temperature and battery health follow from one stated heartbeat only, the
 *          coding of durations from two stated values (codes 74 and 104).
 *
 * Field                             Unit
 * type                              parking_status, heartbeat, startup, debug or user_registration
 * occupied                          true or false
 * previous_state_duration           min; null where it is longer than the coding known here reaches
 * previous_state_duration_error     min, the true duration is at most that much longer
 * previous_state_duration_overflow  false; null like the duration
 * tag_id                            hexadecimal: identifies a person's tag, treat it as personal data
 * battery_voltage                   V
 * temperature                       °C, inside the device
 * battery_health                    normal, or code_<n> for a value the sources do not name
 * hw_health_status                  bit mask, 0 when no hardware issue was found
 * firmware_version                  major.minor.patch
 * reset_cause                       power_on, or code_<n> for a cause the sources do not name
 * code, meaning, parameters         debug: number, text, hexadecimal
 */
const MODEL = 'Nwave NPS405';
const RESET_CAUSES = { 2: 'power_on' };
const BATTERY_HEALTH = { 0: 'normal' };
const DEBUG_CODES = {
  404: 'calibration_completed',
  805: 'configuration_unchanged',
  899: 'invalid_request',
};
// Codes from here on, the minutes the first of them stands for, and minutes per code.
const DURATIONS = [
  { code: 0, minutes: 0, step: 1 },
  { code: 90, minutes: 90, step: 5 },
];
const LAST_KNOWN_CODE = 104;
const MESSAGES = {
  1: { type: 'parking_status', length: 1, read: (bytes) => readStatus(bytes[0]) },
  2: { type: 'heartbeat', length: 6, read: readHeartbeat },
  3: { type: 'startup', length: 5, read: readStartup },
  6: { type: 'debug', length: 2, open: true, read: readDebug },
  10: { type: 'user_registration', length: 5, read: readRegistration },
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
  const warnings = notes(data, message.open ? 0 : bytes.length - message.length);
  return warnings.length > 0 ? { data, warnings } : { data };
}

function readStatus(status) {
  const code = status >> 1;
  const known = code <= LAST_KNOWN_CODE;
  const range = DURATIONS.filter((candidate) => candidate.code <= code).pop();
  return {
    occupied: isOccupied(status),
    previous_state_duration: known ? range.minutes + (code - range.code) * range.step : null,
    previous_state_duration_error: known ? range.step - 1 : null,
    previous_state_duration_overflow: known ? false : null,
  };
}

function readHeartbeat(bytes) {
  return {
    occupied: isOccupied(bytes[0]),
    battery_voltage: (2500 + bytes[1] * 4) / 1000,
    temperature: int8(bytes[2]) / 4,
    battery_health: BATTERY_HEALTH[bytes[3]] || 'code_' + bytes[3],
    hw_health_status: bytes[0] >> 1,
  };
}

function readStartup(bytes) {
  return {
    firmware_version: bytes.slice(0, 3).join('.'),
    reset_cause: RESET_CAUSES[bytes[3]] || 'code_' + bytes[3],
    occupied: isOccupied(bytes[4]),
  };
}

function readDebug(bytes) {
  const code = bytes[0] * 0x100 + bytes[1];
  return { code, meaning: DEBUG_CODES[code] || 'code_' + code, parameters: hex(bytes.slice(2)) };
}

function readRegistration(bytes) {
  return Object.assign(readStatus(bytes[0]), { tag_id: hex(bytes.slice(1, 5)) });
}

function isOccupied(status) {
  return (status & 1) === 1;
}

function int8(byte) {
  return byte >= 0x80 ? byte - 0x100 : byte;
}

function hex(bytes) {
  return bytes.map((byte) => (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase()).join('');
}

function notes(data, unread) {
  const warnings = ['reset_cause', 'battery_health', 'meaning']
    .filter((field) => /^code_/.test(data[field]))
    .map((field) => field + ' ' + data[field] + ' has no name in the vendor\'s description');
  if (data.previous_state_duration === null) {
    warnings.push('previous_state_duration is longer than the coding known here reaches');
  }
  if (unread > 0) {
    warnings.push(unread + ' more bytes than the message has were left unread');
  }
  return warnings;
}
