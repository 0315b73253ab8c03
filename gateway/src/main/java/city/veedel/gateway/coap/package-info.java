/**
 * CoAP and DTLS front end on Californium. Says who a request is from and whether it is one of this
 * platform's before any memory is spent on it, hands it to the intake, and answers from the
 * intake's completion. Its protocol threads never wait. Only the product's wiring calls it.
 */
@NullMarked
package city.veedel.gateway.coap;

import org.jspecify.annotations.NullMarked;
