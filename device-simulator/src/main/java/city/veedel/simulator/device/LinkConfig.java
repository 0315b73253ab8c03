package city.veedel.simulator.device;

import java.time.Duration;

/**
 * Bounds of every link.
 *
 * @param mqttWindow unanswered messages per MQTT device, 1 to 65535
 * @param coapWindow unanswered messages per CoAP device, 1 to 64 (what a server remembers per
 *     peer); RFC 7252, section 4.7, has 1 as the default of NSTART
 * @param reconnectFrom first pause before connecting again; doubles up to {@code reconnectTo}
 * @param keepAlive MQTT keep-alive
 */
public record LinkConfig(
    int mqttWindow,
    int coapWindow,
    Duration connectTimeout,
    Duration reconnectFrom,
    Duration reconnectTo,
    Duration keepAlive) {
  public static final LinkConfig DEFAULT =
      new LinkConfig(
          16,
          1,
          Duration.ofSeconds(10),
          Duration.ofMillis(250),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));

  public LinkConfig {
    if (mqttWindow < 1 || mqttWindow > 65_535) {
      throw new IllegalArgumentException("mqttWindow must be 1 to 65535, was " + mqttWindow);
    }
    if (coapWindow < 1 || coapWindow > 64) {
      throw new IllegalArgumentException("coapWindow must be 1 to 64, was " + coapWindow);
    }
    if (reconnectFrom.isNegative() || reconnectFrom.isZero()) {
      throw new IllegalArgumentException("reconnectFrom must be positive, was " + reconnectFrom);
    }
    if (reconnectTo.compareTo(reconnectFrom) < 0) {
      throw new IllegalArgumentException("reconnectTo must not be below reconnectFrom");
    }
  }

  public LinkConfig withWindows(int mqtt, int coap) {
    return new LinkConfig(mqtt, coap, connectTimeout, reconnectFrom, reconnectTo, keepAlive);
  }
}
