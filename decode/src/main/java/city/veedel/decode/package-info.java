/**
 * Payload bytes to readings, or to errors that point at the byte. Pure: the same decoder serves the
 * wire, the vendor's preview and the repair of dead letters. Reads no clock; the time of receipt
 * comes in as an argument.
 */
@NullMarked
package city.veedel.decode;

import org.jspecify.annotations.NullMarked;
