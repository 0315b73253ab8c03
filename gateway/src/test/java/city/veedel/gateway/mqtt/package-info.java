/**
 * The MQTT front end over real sockets: packet by packet with a client written here, so that what
 * must be refused can be sent at all, and with Eclipse Paho and Mosquitto for what must work.
 */
@NullMarked
package city.veedel.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
