package city.veedel.simulator;

import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.LinkConfig;
import java.time.Duration;

/**
 * How recordings are sent.
 *
 * @param speed how much faster than they were recorded; {@link #AS_FAST_AS_ACKNOWLEDGED} knows no
 *     pace but the product's
 * @param channel what the replaying devices speak
 * @param maxObservations per message, 1 to 1000
 * @param maxPayloadBytes per message; a CoAP server takes 8192, in blocks, and of one device only
 *     one at a time: RFC 7959, section 2.5
 * @param answerTimeout how long the end waits for the last answers
 */
public record ReplayConfig(
    double speed,
    Channel channel,
    int maxObservations,
    int maxPayloadBytes,
    Duration answerTimeout,
    LinkConfig link) {
  public static final double AS_FAST_AS_ACKNOWLEDGED = 0;

  public static final ReplayConfig DEFAULT =
      new ReplayConfig(
          AS_FAST_AS_ACKNOWLEDGED,
          Channel.MQTT_5,
          100,
          8_000,
          Duration.ofSeconds(60),
          LinkConfig.DEFAULT.withWindows(32, 1));

  public ReplayConfig {
    // Written so that NaN fails as well.
    if (!(speed >= 0)) {
      throw new IllegalArgumentException("speed must be 0 (no pace) or more, was " + speed);
    }
    if (maxObservations < 1 || maxObservations > 1000) {
      throw new IllegalArgumentException(
          "maxObservations must be 1 to 1000, was " + maxObservations);
    }
    if (maxPayloadBytes < 512) {
      throw new IllegalArgumentException(
          "maxPayloadBytes must be at least 512, was " + maxPayloadBytes);
    }
  }

  public ReplayConfig with(Channel otherChannel, double otherSpeed) {
    return new ReplayConfig(
        otherSpeed, otherChannel, maxObservations, maxPayloadBytes, answerTimeout, link);
  }
}
