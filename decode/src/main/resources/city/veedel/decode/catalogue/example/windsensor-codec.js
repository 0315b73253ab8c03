/*
 * Vendor:  example device of the LoRaWAN device repository (no product)
 * Models:  Wind Sensor
 * Format:  fPort 1, two bytes: wind direction (0 N, 1 E, 2 S, 3 W), wind speed
 * Source:  the repository's stated examples; directions 2 and 3 continue the compass clockwise
 *
 * Field      Unit
 * direction  compass point the wind comes from, text
 * speed      knots
 */
const DATA_PORT = 1;
const LENGTH = 2;
const DIRECTIONS = ['N', 'E', 'S', 'W'];

function decodeUplink(input) {
  if (input.fPort !== DATA_PORT) {
    return { errors: ['unknown FPort'] };
  }
  const bytes = input.bytes;
  if (bytes.length !== LENGTH) {
    return { errors: ['Wind Sensor: payload has ' + bytes.length + ' bytes, expected ' + LENGTH] };
  }
  if (bytes[0] >= DIRECTIONS.length) {
    return { errors: ['Wind Sensor: byte 0 is ' + bytes[0] + ', a direction is 0 to 3'] };
  }
  return { data: { direction: DIRECTIONS[bytes[0]], speed: bytes[1] } };
}
