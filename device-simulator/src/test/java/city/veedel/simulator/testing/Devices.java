package city.veedel.simulator.testing;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Theme;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.Message;
import city.veedel.simulator.device.PayloadFormat;
import city.veedel.simulator.device.SimulatedDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Devices and messages for tests of links. */
public final class Devices {
  /** Reconnects quickly. */
  public static final LinkConfig IMPATIENT =
      new LinkConfig(
          8,
          4,
          Duration.ofSeconds(5),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(30));

  private Devices() {}

  public static SimulatedDevice speaking(Channel channel, Delivery delivery) {
    return new SimulatedDevice(
        new DeviceId("pole-7"),
        "json",
        "Pole 7",
        Theme.AIR,
        channel,
        delivery,
        PayloadFormat.JSON,
        List.of(),
        true);
  }

  /** Two observations. */
  public static Message message(String text) {
    return new Message(Payload.wrap(text.getBytes(StandardCharsets.UTF_8)), PayloadFormat.JSON, 2);
  }
}
