/**
 * MQTT 3.1.1 and 5.0 front end; Vert.x listens, Netty speaks: devices publish to {@code
 * v1/{device}/up} and may subscribe to {@code v1/{device}/down}. Acknowledges when the intake has
 * completed, in the order of arrival, and never before; says no with a reason code where the
 * protocol has one. Each connection belongs to one event loop, which never blocks; {@link Sessions}
 * is what they share.
 */
@NullMarked
package city.veedel.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
