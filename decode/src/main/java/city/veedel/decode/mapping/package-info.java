/**
 * What a device type says about the fields of its vendor's documents: which property each one is,
 * in which unit, and which fields are the time, the place and the thing.
 */
@NullMarked
package city.veedel.decode.mapping;

import org.jspecify.annotations.NullMarked;
