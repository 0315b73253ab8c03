/** Ready device types and expressions for public data models, as resources of this package. */
@NullMarked
package city.veedel.decode.catalogue;

import org.jspecify.annotations.NullMarked;
