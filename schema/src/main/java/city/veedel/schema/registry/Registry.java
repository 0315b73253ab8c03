package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.schema.Transactions;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Devices, their types, secrets and grants in the database. Blocks on JDBC; fails with {@link
 * city.veedel.schema.DatabaseException} when the database is away and with {@link
 * RegistryException} when it refuses. Every change raises {@link #version()} and is announced by
 * {@code NOTIFY veedel_registry}; the version is the truth, the announcement a hint. Every change
 * leaves its entry in the audit trail in the same transaction, last, so that the trail is locked
 * for a moment only.
 */
public final class Registry {
  private final DataSource source;
  private final DeviceSecrets secrets;
  private final Actor actor;
  private final InstantSource clock;

  /** What is changed is changed by whoever runs this process, unless {@link #as} says by whom. */
  public Registry(DataSource source, DeviceSecrets secrets) {
    this(source, secrets, Actor.shell(), InstantSource.system());
  }

  private Registry(DataSource source, DeviceSecrets secrets, Actor actor, InstantSource clock) {
    this.source = source;
    this.secrets = secrets;
    this.actor = actor;
    this.clock = clock;
  }

  /** The same registry in somebody's hands. */
  public Registry as(Actor who) {
    return new Registry(source, secrets, who, clock);
  }

  /** Grows with every change the gateway must see. Cheap: one row. */
  public long version() {
    return Transactions.call(source, RegistryReading::version);
  }

  /** Everything, as of one moment. */
  public RegistryContents read() {
    return Transactions.inSnapshot(source, RegistryReading::contents);
  }

  /**
   * Registers a device of the city with its own thing, grants and secret, all or nothing.
   *
   * @return the secret: kept nowhere, shown once
   * @throws RegistryException.AlreadyExists when the device or one of its things exists
   * @throws RegistryException.Unknown when its type does not exist
   */
  public String addDevice(NewDevice device) {
    return addDevice(device, OptionalInt.empty());
  }

  /**
   * {@link #addDevice(NewDevice)} for an organisation of its own, such as a vendor's: only it and
   * the city see what is not public.
   *
   * @throws RegistryException.OfSomebodyElse when its type is neither the organisation's nor the
   *     city's
   */
  public String addDevice(NewDevice device, int organisation) {
    return addDevice(device, OptionalInt.of(organisation));
  }

  private String addDevice(NewDevice device, OptionalInt owner) {
    return Transactions.inTransaction(
        source,
        connection -> {
          RegistryWriting writing = new RegistryWriting(connection);
          writing.checkTypes(List.of(device), owner);
          writing.insertDevices(List.of(device), false, owner);
          String secret = issueSecret(connection, device.id());
          record(
              connection,
              Act.DEVICE_REGISTERED,
              device.id().value(),
              Map.of("type", device.typeId()));
          return secret;
        });
  }

  /** {@link #ensureDevices} for one. */
  public String ensureDevice(NewDevice device) {
    String secret = ensureDevices(List.of(device)).get(device.id());
    if (secret == null) {
      throw new IllegalStateException("no secret for " + device.id());
    }
    return secret;
  }

  /**
   * Registers those devices and things that do not exist yet, and gives the secret of each device:
   * a new one, or the present one computed again. Existing devices stay as they are. Hundreds of
   * devices take a few statements.
   */
  public Map<DeviceId, String> ensureDevices(Collection<NewDevice> devices) {
    return Transactions.inTransaction(
        source,
        connection -> {
          RegistryWriting writing = new RegistryWriting(connection);
          writing.checkTypes(devices, OptionalInt.empty());
          writing.insertDevices(devices, true, OptionalInt.empty());
          Map<DeviceId, String> known = recomputeSecrets(connection, devices);
          List<DeviceId> without = new ArrayList<>();
          for (NewDevice device : devices) {
            if (!known.containsKey(device.id())) {
              without.add(device.id());
            }
          }
          known.putAll(issueSecrets(connection, without));
          recordAll(connection, known.keySet(), without.size());
          return known;
        });
  }

  /**
   * Lets a device speak for further things, creating them.
   *
   * @throws RegistryException.Unknown when the device does not exist
   * @throws RegistryException.AlreadyExists when one of the things exists
   */
  public void addThings(DeviceId device, Collection<NewThing> things) {
    Transactions.inTransaction(
        source,
        connection -> {
          new RegistryWriting(connection).addThings(device, things);
          return record(
              connection,
              Act.THINGS_ADDED,
              device.value(),
              Map.of("count", Integer.toString(things.size())));
        });
  }

  /**
   * Issues a new secret; the present one stays valid for {@code overlap}, older ones end now.
   *
   * @throws RegistryException.Unknown when the device does not exist
   */
  public String rotateSecret(DeviceId id, Duration overlap) {
    if (overlap.isNegative()) {
      throw new IllegalArgumentException("the overlap must not be negative, was " + overlap);
    }
    return Transactions.inTransaction(
        source,
        connection -> {
          RegistryWriting writing = new RegistryWriting(connection);
          writing.lockDevice(id);
          writing.expireSecrets(id, overlap);
          String secret = issueSecret(connection, id);
          record(connection, Act.SECRET_ROTATED, id.value(), Map.of("overlap", overlap.toString()));
          return secret;
        });
  }

  /**
   * A disabled device is known and may not speak.
   *
   * @throws RegistryException.Unknown when the device does not exist
   */
  public void setEnabled(DeviceId id, boolean enabled) {
    Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement("UPDATE device SET enabled = ? WHERE device_id = ?")) {
            update.setBoolean(1, enabled);
            update.setString(2, id.value());
            if (update.executeUpdate() == 0) {
              throw new RegistryException.Unknown("device", id.value());
            }
          }
          Act act = enabled ? Act.DEVICE_ENABLED : Act.DEVICE_DISABLED;
          return record(connection, act, id.value(), Map.of());
        });
  }

  /**
   * Sets how many observations a device may bring in a calendar month of Europe/Berlin.
   *
   * @param quota at least 1; empty: any number
   * @throws RegistryException.Unknown when the device does not exist
   */
  public void setMonthlyQuota(DeviceId id, OptionalLong quota) {
    if (quota.isPresent() && quota.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "a quota is at least 1 observation a month, was " + quota.getAsLong());
    }
    Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE device SET monthly_quota = ? WHERE device_id = ?")) {
            update.setObject(1, quota.isPresent() ? quota.getAsLong() : null, Types.BIGINT);
            update.setString(2, id.value());
            if (update.executeUpdate() == 0) {
              throw new RegistryException.Unknown("device", id.value());
            }
          }
          String allowed = quota.isPresent() ? Long.toString(quota.getAsLong()) : "none";
          return record(connection, Act.QUOTA_SET, id.value(), Map.of("allowed", allowed));
        });
  }

  /** All devices, by id. */
  public List<DeviceSummary> listDevices() {
    return Transactions.call(source, connection -> RegistryReading.devices(connection, null));
  }

  public Optional<DeviceSummary> findDevice(DeviceId id) {
    return Transactions.call(source, connection -> RegistryReading.devices(connection, id)).stream()
        .findFirst();
  }

  /** The secrets of a device that are valid now, newest first, computed again. */
  List<String> presentSecrets(DeviceId id) {
    return Transactions.call(
        source,
        connection -> {
          List<String> present = new ArrayList<>();
          for (StoredSecret stored :
              RegistryReading.secrets(connection, List.of(id)).getOrDefault(id, List.of())) {
            present.add(secrets.secretFor(id, stored.nonce()));
          }
          return present;
        });
  }

  /**
   * Registers the first version of a type of the city.
   *
   * @throws RegistryException.AlreadyExists when a type of this id exists
   * @throws RegistryException.TooMany when the city has as many as there may be
   */
  public void addDeviceType(DeviceType type) {
    addDeviceType(type, OptionalInt.empty());
  }

  /**
   * {@link #addDeviceType(DeviceType)} for an organisation of its own, such as a vendor's.
   *
   * @param owner empty: the city
   * @return as it was registered
   */
  public DeviceType addDeviceType(DeviceType type, OptionalInt owner) {
    return Transactions.inTransaction(source, connection -> changes(connection).add(type, owner));
  }

  /**
   * Makes the next version of a type, unless nothing changes.
   *
   * @param type its version is the one that the change was made from
   * @param owner only a type of this organisation; empty: of any
   * @return as it stands then
   * @throws RegistryException.Unknown when no such type exists
   * @throws RegistryException.AlreadyExists when it is somebody else's
   * @throws RegistryException.OutOfDate when it has another version by now
   * @throws RegistryException.UsedByOthers when an owner is given and devices of others have it
   * @throws RegistryException.TooMany when it has as many versions as there may be
   * @throws RegistryException.Incompatible when it would change what is stored already
   */
  public DeviceType changeDeviceType(DeviceType type, OptionalInt owner) {
    return Transactions.inTransaction(
        source, connection -> changes(connection).change(type, owner));
  }

  /**
   * Registers a type of the city, or makes its next version whichever it has now, unless nothing
   * changes.
   *
   * @throws RegistryException.Incompatible when it would change what is stored already
   */
  public SavedDeviceType saveDeviceType(DeviceType type) {
    return Transactions.inTransaction(source, connection -> changes(connection).save(type));
  }

  /**
   * Fails as {@link #addDeviceType(DeviceType, OptionalInt)} would, as far as that can be told
   * without looking into the type; before work is spent on its decoder.
   */
  public void requireAddable(String id, OptionalInt owner) {
    Transactions.inTransaction(
        source,
        connection -> {
          changes(connection).requireAddable(id, owner);
          return true;
        });
  }

  /**
   * Fails as {@link #changeDeviceType} would, as far as that can be told without looking into the
   * type; before work is spent on its decoder.
   *
   * @return as it stands
   */
  public DeviceType requireChangeable(String id, int version, OptionalInt owner) {
    return Transactions.inTransaction(
        source, connection -> changes(connection).requireChangeable(id, version, owner).type());
  }

  private DeviceTypeChanges changes(Connection connection) {
    return new DeviceTypeChanges(connection, actor, clock.instant());
  }

  /** All device types with what they declare, by id. */
  public List<DeviceType> listDeviceTypes() {
    return Transactions.inSnapshot(
        source, connection -> List.copyOf(new DeviceTypeTable(connection).all().values()));
  }

  /** All device types by id, with whose they are and with empty sources. */
  public List<OwnedDeviceType> describeDeviceTypes() {
    return Transactions.inSnapshot(
        source, connection -> new DeviceTypeTable(connection).allWithoutSource());
  }

  /** The present version, with what the city's catalogue adds to it, as the gateway has it. */
  public Optional<OwnedDeviceType> findCompletedDeviceType(String id) {
    return Transactions.inSnapshot(
        source,
        connection -> {
          Map<PropertyName, ObservedProperty> catalogue = RegistryReading.catalogue(connection);
          return new DeviceTypeTable(connection)
              .find(id)
              .map(found ->
                  new OwnedDeviceType(
                      found.type().completedBy(catalogue), found.organisation(), found.isOfCity()));
        });
  }

  /** A type that need not be stored, with what the city's catalogue adds to it. */
  public DeviceType completedByCatalogue(DeviceType type) {
    return type.completedBy(Transactions.call(source, RegistryReading::catalogue));
  }

  /**
   * @param version empty: the present one
   */
  public Optional<DeviceTypeHistory> findDeviceType(String id, OptionalInt version) {
    return Transactions.inSnapshot(
        source, connection -> new DeviceTypeTable(connection).history(id, version));
  }

  private boolean record(Connection connection, Act act, String subject, Map<String, String> detail)
      throws SQLException {
    return AuditTrail.append(
        connection, AuditEntry.of(clock.instant(), actor, act, subject, detail));
  }

  /** One entry for a whole fleet: the trail is for people, and thousands would hide the rest. */
  private void recordAll(Connection connection, Collection<DeviceId> devices, int registered)
      throws SQLException {
    if (devices.isEmpty()) {
      return;
    }
    record(
        connection,
        Act.DEVICES_REGISTERED,
        Collections.min(devices) + " to " + Collections.max(devices),
        Map.of("count", Integer.toString(devices.size()), "new", Integer.toString(registered)));
  }

  private Map<DeviceId, String> recomputeSecrets(
      Connection connection, Collection<NewDevice> devices) throws SQLException {
    List<DeviceId> ids = devices.stream().map(NewDevice::id).toList();
    Map<DeviceId, String> known = new LinkedHashMap<>();
    RegistryReading.secrets(connection, ids)
        .forEach((id, stored) -> known.put(id, secrets.secretFor(id, stored.getFirst().nonce())));
    return known;
  }

  private String issueSecret(Connection connection, DeviceId id) throws SQLException {
    DeviceSecrets.Issued issued = secrets.issue(id);
    new RegistryWriting(connection).insertSecrets(Map.of(id, issued.stored()));
    return issued.secret();
  }

  private Map<DeviceId, String> issueSecrets(Connection connection, Collection<DeviceId> ids)
      throws SQLException {
    Map<DeviceId, String> issued = new HashMap<>();
    Map<DeviceId, StoredSecret> stored = new LinkedHashMap<>();
    for (DeviceId id : ids) {
      DeviceSecrets.Issued fresh = secrets.issue(id);
      issued.put(id, fresh.secret());
      stored.put(id, fresh.stored());
    }
    new RegistryWriting(connection).insertSecrets(stored);
    return issued;
  }
}
