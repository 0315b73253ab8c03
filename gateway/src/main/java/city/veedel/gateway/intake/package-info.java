/**
 * Where every front end hands its messages in: may this device say this, what does it mean, is it
 * durable? Knows no protocol and no socket.
 */
@NullMarked
package city.veedel.gateway.intake;

import org.jspecify.annotations.NullMarked;
