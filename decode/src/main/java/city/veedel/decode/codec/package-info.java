/**
 * What lies between a device's bytes and the names this platform knows: a codec makes a document of
 * named fields of them, as the device's vendor names them. What the fields mean here is said by the
 * mapping of the device type, not by the codec.
 */
@NullMarked
package city.veedel.decode.codec;

import org.jspecify.annotations.NullMarked;
