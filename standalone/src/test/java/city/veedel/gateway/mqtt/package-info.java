@NullMarked
package city.veedel.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
