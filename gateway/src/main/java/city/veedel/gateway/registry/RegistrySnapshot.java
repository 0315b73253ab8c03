package city.veedel.gateway.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.schema.registry.RegisteredDevice;
import city.veedel.schema.registry.RegistryContents;
import city.veedel.schema.registry.StoredSecret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The registry at one version, in the shape in which messages ask it: every device already joined
 * with its type, every type already completed by the catalogue. Immutable.
 */
public final class RegistrySnapshot {
  /** The version of a gateway that has not seen a registry yet. */
  public static final long UNSEEN = -1;

  private final long version;
  private final Map<DeviceId, Entry> enabled;
  private final List<DeviceId> withoutType;

  private RegistrySnapshot(long version, Map<DeviceId, Entry> enabled, List<DeviceId> withoutType) {
    this.version = version;
    this.enabled = Map.copyOf(enabled);
    this.withoutType = List.copyOf(withoutType);
  }

  /** Knows nobody. */
  public static RegistrySnapshot empty() {
    return new RegistrySnapshot(UNSEEN, Map.of(), List.of());
  }

  public static RegistrySnapshot of(RegistryContents contents) {
    Map<String, DeviceType> types = new HashMap<>();
    contents.types().forEach((id, type) -> types.put(id, type.completedBy(contents.catalogue())));
    Map<DeviceId, Entry> enabled = new HashMap<>();
    TreeSet<DeviceId> withoutType = new TreeSet<>();
    for (RegisteredDevice device : contents.devices().values()) {
      DeviceType type = types.get(device.typeId());
      if (type == null) {
        withoutType.add(device.id());
      } else if (device.enabled()) {
        KnownDevice known =
            new KnownDevice(
                device.id(), type, device.ownThing(), device.things(), device.monthlyQuota());
        enabled.put(device.id(), new Entry(known, device.secrets()));
      }
    }
    return new RegistrySnapshot(contents.version(), enabled, List.copyOf(withoutType));
  }

  public long version() {
    return version;
  }

  /** How many devices are enabled. */
  public int size() {
    return enabled.size();
  }

  /** Devices left out because the registry does not hold their type. */
  public List<DeviceId> withoutType() {
    return withoutType;
  }

  /** The enabled devices whose observations are counted against a quota. */
  public List<DeviceId> withQuota() {
    return enabled.values().stream()
        .map(Entry::device)
        .filter(device -> device.monthlyQuota().isPresent())
        .map(KnownDevice::id)
        .toList();
  }

  Optional<Entry> find(DeviceId id) {
    return Optional.ofNullable(enabled.get(id));
  }

  /** An enabled device and what proves that somebody is it. */
  record Entry(KnownDevice device, List<StoredSecret> secrets) {}
}
