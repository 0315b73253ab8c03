/** MQTT 3.1.1 and 5.0 front end on Vert.x NetServer. */
@NullMarked
package city.veedel.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
