/** Takes the messages of a broker the city already runs through the same intake. */
@NullMarked
package city.veedel.gateway.bridge;

import org.jspecify.annotations.NullMarked;
