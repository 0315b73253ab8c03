package city.veedel.decode.codec;

import city.veedel.decode.ContentFormat;
import city.veedel.model.Payload;
import java.time.Instant;

/**
 * What a device sent, out of the envelope of the network server that brought it.
 *
 * @param port FPort of LoRaWAN (1.0.4, section 4.3.2), 0 to 255, or {@link #NO_PORT}
 * @param receivedAt when it was received first: by the network server, else by this platform
 */
public record Uplink(Payload payload, ContentFormat format, int port, Instant receivedAt) {
  public static final int NO_PORT = -1;
  public static final int MAX_PORT = 255;

  public Uplink {
    if (port < NO_PORT || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 0 to " + MAX_PORT + ", was " + port);
    }
  }

  public boolean hasPort() {
    return port != NO_PORT;
  }
}
