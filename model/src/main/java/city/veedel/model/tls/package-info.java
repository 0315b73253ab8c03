/**
 * Encryption on the wire as the city asks for it, and the certificate it is done with. It stands
 * beside the vocabulary because HTTPS and MQTTS must agree on it and know nothing of each other. It
 * uses the JDK only and opens no socket.
 */
@NullMarked
package city.veedel.model.tls;

import org.jspecify.annotations.NullMarked;
