/*
 * TEKTELIC T0006923: eDoctor (respiratory rate sensor, LoRaWAN), uplinks on port 10.
 *
 * Byte 0: battery. Bits 0 to 6 in steps of 1/115 of the whole (%, two decimals, 100 at most); bit 7 is not handed on.
 *
 * INFERRED from one stated value (0xEA is 92.17 %): 106/115 with the low seven bits. No description of the format was
 * at hand; other readings that give 92.17 are possible. Payloads with more than that byte are refused.
 *
 * Sources: the payload and output stated in the public LoRaWAN device list; "eDoctor Respiratory Rate LoRaWAN Sensor
 *   User Guide" (manualspro.net) for what the device measures: skin temperature, heart and respiratory rate, chest
 *   expansion, body position, activity, remaining battery. It is health data of a person.
 */

const PORT = 10;
const FULL = 115;

function decodeUplink(input) {
  const fault = findFault(input);
  if (fault) {
    return { errors: [fault] };
  }
  const data = {
    battery: readBattery(input.bytes[0]),
    port: String(input.fPort),
    raw: '[' + input.bytes.map(hex).join(', ') + ']',
  };
  return { data: data, errors: [], warnings: [] };
}

function findFault(input) {
  const bytes = input.bytes;
  if (input.fPort !== PORT) {
    return 'port ' + input.fPort + ' is not described, measured values come on port ' + PORT;
  }
  if (!Array.isArray(bytes) || !bytes.every((b) => Number.isInteger(b) && b >= 0 && b <= 255)) {
    return 'bytes: not an array of numbers from 0 to 255';
  }
  if (bytes.length !== 1) {
    return bytes.length === 0 ? 'truncated: no bytes' : 'byte 1 and what follows are not described';
  }
  return null;
}

function readBattery(byte) {
  const percent = ((byte & 0x7f) * 100) / FULL;
  return Math.min(100, Number(percent.toFixed(2)));
}

function hex(byte) {
  return (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase();
}
