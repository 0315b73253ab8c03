package city.veedel.gateway.mqtt;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Messages to devices that are connected and subscribed to {@code v1/{device}/down}. */
@FunctionalInterface
public interface Downlinks {
  /** What became of a message to a device. */
  enum Result {
    /** The device acknowledged it (QoS 1). */
    DELIVERED,
    /** The device refused it with a reason code. */
    REFUSED,
    /** Written to the connection; a QoS 0 subscriber acknowledges nothing. */
    SENT,
    /** No connection of the device is subscribed; nothing is kept for later. */
    NOT_CONNECTED,
    /** The device has not acknowledged, or not read, what was sent before. */
    BUSY,
    /** Longer than the device takes. */
    TOO_LARGE,
    /** The session ended before the device acknowledged it. */
    LOST;

    /** Tag value of metrics. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Sends to the device, to its latest subscriber if there are several. Any thread; never blocks.
   * Completes on an event loop: do little there.
   */
  CompletionStage<Result> publish(DeviceId device, Payload payload);
}
