/*
 * Vendor:  Nwave
 * Models:  Smart Car Counter G4 SM and G4 FM (NCC405SM, NCC405FM)
 * Format:  one message per port
 *   1  counter update  bytes 0 and 1 cars counted (big-endian); starts again at 0 after 65535
 *   2  heartbeat       byte 0 bits 6..0 error mask; byte 1 battery voltage, the last value; byte 2 its
 *                      mean of 24 h; both 2500 mV + 4 mV per step
 *   3  startup         bytes 0 to 2 firmware version, byte 3 reset cause
 *   6  debug           bytes 0 and 1 code (big-endian), further bytes depend on the code
 * Source:  Nwave, "Nwave LoRaWAN Car Counter – Getting Started", section 4.2 Uplink messages
 *          (nwaveio.atlassian.net/wiki/spaces/ND/pages/2582282241), and the stated examples. A draft of
 *          that page has 2400 mV + 5 mV per step and an error mask of five bits; the examples have what
 *          is above.
 *
 * Field                     Unit
 * type                      counter_update, heartbeat, startup or debug
 * counter_value             cars since the device started
 * hw_health_status          bit mask, 0 when no hardware issue was found
 * battery_voltage           V
 * battery_voltage_mean_24h  V
 * firmware_version          major.minor.patch
 * reset_cause               power_on, or code_<n> for a cause the sources do not name
 * code, meaning, parameters  debug: number, text, hexadecimal
 */
const MODEL = 'Nwave NCC405';
const RESET_CAUSES = { 2: 'power_on' };
const DEBUG_CODES = {
  404: 'calibration_completed',
  805: 'configuration_unchanged',
  899: 'invalid_request',
};
const MESSAGES = {
  1: { type: 'counter_update', length: 2, read: (bytes) => ({ counter_value: uint16(bytes) }) },
  2: { type: 'heartbeat', length: 3, read: readHeartbeat },
  3: { type: 'startup', length: 4, read: readStartup },
  6: { type: 'debug', length: 2, open: true, read: readDebug },
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

function readHeartbeat(bytes) {
  return {
    hw_health_status: bytes[0] & 0x7f,
    battery_voltage: volts(bytes[1]),
    battery_voltage_mean_24h: volts(bytes[2]),
  };
}

function readStartup(bytes) {
  return {
    firmware_version: bytes.slice(0, 3).join('.'),
    reset_cause: RESET_CAUSES[bytes[3]] || 'code_' + bytes[3],
  };
}

function readDebug(bytes) {
  const code = uint16(bytes);
  return { code, meaning: DEBUG_CODES[code] || 'code_' + code, parameters: hex(bytes.slice(2)) };
}

function volts(step) {
  return (2500 + step * 4) / 1000;
}

function uint16(bytes) {
  return bytes[0] * 0x100 + bytes[1];
}

function hex(bytes) {
  return bytes.map((byte) => (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase()).join('');
}

function notes(data, unread) {
  const warnings = ['reset_cause', 'meaning']
    .filter((field) => /^code_/.test(data[field]))
    .map((field) => field + ' ' + data[field] + ' has no name in the vendor\'s description');
  if (unread > 0) {
    warnings.push(unread + ' more bytes than the message has were left unread');
  }
  return warnings;
}
