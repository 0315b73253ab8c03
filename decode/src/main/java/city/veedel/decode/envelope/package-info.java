/** What LoRaWAN network servers wrap around the bytes of a device, and the events they tell of. */
@NullMarked
package city.veedel.decode.envelope;

import org.jspecify.annotations.NullMarked;
