/**
 * Sensor Measurement Lists, RFC 8428, in JSON and CBOR: records are resolved against their base
 * fields first, then names become things and properties, and unit symbols become UCUM codes.
 */
@NullMarked
package city.veedel.decode.senml;

import org.jspecify.annotations.NullMarked;
