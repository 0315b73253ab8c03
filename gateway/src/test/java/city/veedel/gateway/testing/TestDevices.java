package city.veedel.gateway.testing;

import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.gateway.registry.RegistrySnapshot;
import city.veedel.gateway.registry.SnapshotDirectory;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.ThingId;
import city.veedel.model.TimeMarks;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.RegisteredDevice;
import city.veedel.schema.registry.RegistryContents;
import city.veedel.schema.registry.StoredSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory. {@code TestDevices.with("dev-1", TestDevices.jsonType())} knows one device,
 * whose own thing is {@code dev-1}; changes are seen at once and tell the directory's listeners.
 */
public final class TestDevices {
  private final DeviceSecrets secrets = new DeviceSecrets(new byte[32]);
  private final SnapshotDirectory directory;
  private final Map<String, DeviceType> types = new HashMap<>();
  private final Map<DeviceId, RegisteredDevice> devices = new HashMap<>();
  private final Map<DeviceId, String> plainSecrets = new HashMap<>();
  private final Map<PropertyName, ObservedProperty> catalogue = new HashMap<>();
  private long version;

  private TestDevices(InstantSource clock) {
    directory = new SnapshotDirectory(secrets, clock);
  }

  public static TestDevices none() {
    return new TestDevices(InstantSource.system());
  }

  public static TestDevices none(InstantSource clock) {
    return new TestDevices(clock);
  }

  public static TestDevices with(String id, DeviceType type) {
    return none().and(id, type);
  }

  /** A type that declares nothing, creates nothing and takes the usual times. */
  public static DeviceType jsonType() {
    return type("json", "json");
  }

  public static DeviceType senmlType() {
    return type("senml", "senml");
  }

  public static DeviceType type(String id, String decoder) {
    return new DeviceType(id, id, decoder, AcceptedTime.LIVE, false, false, Map.of());
  }

  public static ObservedProperty property(String name, String unit, ResultType resultType) {
    return new ObservedProperty(
        new PropertyName(name),
        name,
        name,
        unit,
        resultType,
        Duration.ofMinutes(1),
        Duration.ZERO,
        TimeMarks.INSTANT);
  }

  /** Adds a device that speaks for its own thing and for {@code otherThings}. */
  public synchronized TestDevices and(String id, DeviceType type, String... otherThings) {
    types.put(type.id(), type);
    DeviceId device = new DeviceId(id);
    ThingId ownThing = new ThingId(id);
    Set<ThingId> things = new HashSet<>(Set.of(ownThing));
    Arrays.stream(otherThings).map(ThingId::new).forEach(things::add);
    DeviceSecrets.Issued issued = secrets.issue(device);
    plainSecrets.put(device, issued.secret());
    devices.put(
        device,
        new RegisteredDevice(device, type.id(), true, ownThing, things, List.of(issued.stored())));
    return publish();
  }

  /** Puts a property into the city's catalogue. */
  public synchronized TestDevices and(ObservedProperty property) {
    catalogue.put(property.name(), property);
    return publish();
  }

  public DeviceDirectory directory() {
    return directory;
  }

  public DeviceSecrets secrets() {
    return secrets;
  }

  /** The enabled device of this id, which must exist. */
  public KnownDevice device(String id) {
    return directory.find(new DeviceId(id)).orElseThrow();
  }

  /** The present secret of the device. */
  public synchronized String secret(String id) {
    return present(plainSecrets.get(new DeviceId(id)), id);
  }

  public synchronized void disable(String id) {
    replace(id, false, registered(id).secrets());
  }

  public synchronized void enable(String id) {
    replace(id, true, registered(id).secrets());
  }

  /** From now on the device may bring so many observations a month. */
  public synchronized TestDevices quota(String id, long observations) {
    RegisteredDevice old = registered(id);
    devices.put(
        old.id(),
        new RegisteredDevice(
            old.id(),
            old.typeId(),
            old.enabled(),
            old.ownThing(),
            old.things(),
            old.secrets(),
            OptionalLong.of(observations)));
    return publish();
  }

  /** A new secret; the one before it stays valid until {@code previousExpiresAt}. */
  public synchronized String rotate(String id, Instant previousExpiresAt) {
    StoredSecret previous = registered(id).secrets().getFirst();
    DeviceSecrets.Issued issued = secrets.issue(new DeviceId(id));
    plainSecrets.put(new DeviceId(id), issued.secret());
    List<StoredSecret> both = new ArrayList<>(List.of(issued.stored()));
    both.add(new StoredSecret(previous.nonce(), previous.verifier(), previousExpiresAt));
    replace(id, true, both);
    return issued.secret();
  }

  /** What a registry source would read now. */
  public synchronized RegistryContents contents() {
    return new RegistryContents(version, types, devices, catalogue);
  }

  private void replace(String id, boolean enabled, List<StoredSecret> stored) {
    RegisteredDevice old = registered(id);
    devices.put(
        old.id(),
        new RegisteredDevice(
            old.id(),
            old.typeId(),
            enabled,
            old.ownThing(),
            old.things(),
            stored,
            old.monthlyQuota()));
    publish();
  }

  private RegisteredDevice registered(String id) {
    return present(devices.get(new DeviceId(id)), id);
  }

  private static <T> T present(@Nullable T value, String id) {
    if (value == null) {
      throw new IllegalArgumentException("there is no test device " + id);
    }
    return value;
  }

  private TestDevices publish() {
    version++;
    directory.swap(RegistrySnapshot.of(contents()));
    return this;
  }
}
