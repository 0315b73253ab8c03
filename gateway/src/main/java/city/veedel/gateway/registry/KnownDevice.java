package city.veedel.gateway.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ThingId;
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
  /**
   * Whether the device may speak for {@code thing}: granted, or in its own namespace where its type
   * allows new things.
   */
  public boolean mayObserve(ThingId thing) {
    return things.contains(thing)
        || type.createsThings() && thing.value().startsWith(id.value() + "-");
  }
}
