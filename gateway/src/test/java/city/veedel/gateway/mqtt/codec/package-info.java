/** The codec by itself: what the sockets of the other tests cannot cut finely enough. */
@NullMarked
package city.veedel.gateway.mqtt.codec;

import org.jspecify.annotations.NullMarked;
