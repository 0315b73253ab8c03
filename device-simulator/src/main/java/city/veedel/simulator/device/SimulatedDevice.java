package city.veedel.simulator.device;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import java.util.List;

/**
 * A device to be registered before it speaks.
 *
 * @param typeId the device type that reads its messages
 * @param things what it speaks for. Empty for a device whose type replaces the ids of its things by
 *     pseudonyms: shared vehicles are never registered
 */
public record SimulatedDevice(
    DeviceId id,
    String typeId,
    String title,
    Theme theme,
    Channel channel,
    Delivery delivery,
    PayloadFormat format,
    List<SimulatedThing> things,
    boolean isPublic) {
  public SimulatedDevice {
    things = List.copyOf(things);
    if (!channel.isMqtt() && delivery == Delivery.EXACTLY_ONCE) {
      throw new IllegalArgumentException("CoAP knows no delivery exactly once: " + id);
    }
  }

  /** The same device, speaking another protocol. */
  public SimulatedDevice speaking(Channel other) {
    return new SimulatedDevice(id, typeId, title, theme, other, delivery, format, things, isPublic);
  }
}
