/**
 * Units of measurement by their UCUM codes: which are valid, and what a value is in another unit.
 * Codes come from outside, so their length and the cost of reading them are bounded.
 */
@NullMarked
package city.veedel.decode.unit;

import org.jspecify.annotations.NullMarked;
