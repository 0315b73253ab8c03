package city.veedel.gateway.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ThingId;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device of the present snapshot, enabled.
 *
 * @param monthlyQuota observations it may bring in a calendar month of Europe/Berlin; empty: any
 *     number
 */
public record KnownDevice(
    DeviceId id,
    DeviceType type,
    ThingId ownThing,
    Set<ThingId> things,
    OptionalLong monthlyQuota) {
  /** Of sensors behind a network server, and of Sensor.Community. */
  private static final List<String> NAMES_OF_OTHERS = List.of("eui-", "sensor-community-");

  /**
   * The thing that a name in a payload means. Who speaks for sensors that others have numbered
   * calls them {@code eui-0004a30b001c0530} or {@code sensor-community-2129}: the thing of that
   * name where it is granted, else one in the device's own namespace, {@code <device>-eui-…},
   * because anybody can claim a number.
   */
  public String thingNamed(String name) {
    boolean isOwnOrGranted =
        name.equals(ownThing.value())
            || ThingId.isValid(name) && things.contains(new ThingId(name));
    return !isOwnOrGranted
            && type.createsThings()
            && NAMES_OF_OTHERS.stream().anyMatch(name::startsWith)
        ? id.value() + "-" + name
        : name;
  }

  /**
   * Whether the device may speak for {@code thing}: granted, or in its own namespace where its type
   * allows new things.
   */
  public boolean mayObserve(ThingId thing) {
    return things.contains(thing)
        || type.createsThings() && thing.value().startsWith(id.value() + "-");
  }
}
