/**
 * Devices that speak CoAP and, with a pre-shared key and a connection id (RFC 9146), DTLS, through
 * Eclipse Californium. A link repeats what was answered with 5.03 or 4.29 after Max-Age.
 */
@NullMarked
package city.veedel.simulator.coap;

import org.jspecify.annotations.NullMarked;
