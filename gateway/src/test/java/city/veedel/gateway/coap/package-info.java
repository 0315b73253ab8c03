@NullMarked
package city.veedel.gateway.coap;

import org.jspecify.annotations.NullMarked;
