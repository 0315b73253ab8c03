/**
 * Which decoder reads a message: the one its device type names, unless the content format says that
 * it is SenML. The only package that knows all decoders.
 */
@NullMarked
package city.veedel.decode.select;

import org.jspecify.annotations.NullMarked;
