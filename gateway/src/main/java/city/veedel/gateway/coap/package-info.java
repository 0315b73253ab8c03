/** CoAP and DTLS front end on Californium. */
@NullMarked
package city.veedel.gateway.coap;

import org.jspecify.annotations.NullMarked;
