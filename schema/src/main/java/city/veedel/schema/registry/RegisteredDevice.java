package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.ThingId;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device as the gateway needs it.
 *
 * @param ownThing what readings without a thing of their own belong to
 * @param things every thing it may speak for, its own among them
 * @param secrets two at most: the present one, and the previous one until it expires
 * @param monthlyQuota observations it may bring in a calendar month of Europe/Berlin; empty: any
 *     number
 */
public record RegisteredDevice(
    DeviceId id,
    String typeId,
    boolean enabled,
    ThingId ownThing,
    Set<ThingId> things,
    List<StoredSecret> secrets,
    OptionalLong monthlyQuota) {
  public RegisteredDevice {
    things = Set.copyOf(things);
    secrets = List.copyOf(secrets);
  }

  /** Without a quota. */
  public RegisteredDevice(
      DeviceId id,
      String typeId,
      boolean enabled,
      ThingId ownThing,
      Set<ThingId> things,
      List<StoredSecret> secrets) {
    this(id, typeId, enabled, ownThing, things, secrets, OptionalLong.empty());
  }
}
