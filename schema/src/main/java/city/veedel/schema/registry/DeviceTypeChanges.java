package city.veedel.schema.registry;

import city.veedel.model.DeviceType;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.registry.SavedDeviceType.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** New device types and new versions of them, each with its entry in the audit trail. */
final class DeviceTypeChanges {
  /** The present versions of all are in the memory of every gateway. */
  static final int MOST_TYPES = 1_000;

  /** Characters of the present sources, fields and properties of all types of an organisation. */
  static final int MOST_SOURCES = 16 << 20;

  static final int MOST_VERSIONS = 1_000;

  private final Connection connection;
  private final DeviceTypeTable types;
  private final Actor actor;
  private final Instant at;

  DeviceTypeChanges(Connection connection, Actor actor, Instant at) {
    this.connection = connection;
    this.types = new DeviceTypeTable(connection);
    this.actor = actor;
    this.at = at;
  }

  DeviceType add(DeviceType type, OptionalInt owner) throws SQLException {
    requireAddable(type.id(), owner);
    requireFewProperties(type);
    DeviceType first = type.withVersion(DeviceType.FIRST_VERSION);
    types.insert(first, owner, at, actor.name());
    requireShortSources(RegistryWriting.organisation(owner));
    record(Act.DEVICE_TYPE_ADDED, first.id(), Map.of("decoder", first.decoding().decoder()));
    return first;
  }

  void requireAddable(String id, OptionalInt owner) throws SQLException {
    if (types.find(id).isPresent()) {
      throw new RegistryException.AlreadyExists("device type", id);
    }
    String organisation = RegistryWriting.organisation(owner);
    // Counted under a lock, so that many at a time do not make more than there may be.
    ask("SELECT 1 FROM organisation WHERE organisation_id = %s FOR NO KEY UPDATE", organisation);
    if (ask("SELECT count(*) FROM device_type WHERE organisation_id = %s", organisation)
        >= MOST_TYPES) {
      throw new RegistryException.TooMany(
          "An organisation has at most "
              + MOST_TYPES
              + " device types; make a new version of one of them.");
    }
  }

  DeviceType change(DeviceType type, OptionalInt owner) throws SQLException {
    return replace(requireChangeable(type.id(), type.version(), owner), type);
  }

  OwnedDeviceType requireChangeable(String id, int version, OptionalInt owner) throws SQLException {
    OwnedDeviceType present =
        types.lock(id).orElseThrow(() -> new RegistryException.Unknown("device type", id));
    if (owner.isPresent() && owner.getAsInt() != present.organisation()) {
      throw new RegistryException.AlreadyExists("device type", id);
    }
    if (owner.isPresent() && isUsedByOthers(id, owner.getAsInt())) {
      throw new RegistryException.UsedByOthers("device type", id);
    }
    if (version != present.type().version()) {
      throw new RegistryException.OutOfDate("device type", id, present.type().version(), version);
    }
    requireNextVersion(present.type());
    return present;
  }

  private boolean isUsedByOthers(String id, int owner) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT FROM device"
                + " WHERE device_type_id = ? AND organisation_id <> ?)")) {
      query.setString(1, id);
      query.setInt(2, owner);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static void requireNextVersion(DeviceType present) {
    if (present.version() >= MOST_VERSIONS) {
      throw new RegistryException.TooMany(
          "A device type has at most " + MOST_VERSIONS + " versions; register another type.");
    }
  }

  private static void requireFewProperties(DeviceType type) {
    if (type.properties().size() > DeviceType.MAX_PROPERTIES) {
      throw new RegistryException.TooMany(
          "A device type declares at most "
              + DeviceType.MAX_PROPERTIES
              + " properties, this one "
              + type.properties().size()
              + ".");
    }
  }

  private void requireShortSources(String organisation) throws SQLException {
    if (ask(
            """
            SELECT coalesce(sum(length(t.source) + length(t.mapping::text) + coalesce(p.length, 0)), 0)
            FROM device_type t LEFT JOIN LATERAL (
              SELECT sum(length(name || title_de || title_en || unit)) AS length
              FROM device_type_property p WHERE p.device_type_id = t.device_type_id) p ON true
            WHERE t.organisation_id = %s
            """,
            organisation)
        > MOST_SOURCES) {
      throw new RegistryException.TooMany(
          "The sources, fields and properties of all device types of an organisation have at most "
              + MOST_SOURCES
              + " characters together; shorten one of them.");
    }
  }

  /** The number that a query about an organisation gives. */
  private long ask(String sql, String organisation) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.formatted(organisation))) {
      row.next();
      return row.getLong(1);
    }
  }

  SavedDeviceType save(DeviceType type) throws SQLException {
    Optional<OwnedDeviceType> present = types.lock(type.id());
    if (present.isEmpty()) {
      return new SavedDeviceType(add(type, OptionalInt.empty()), Change.ADDED);
    }
    int before = present.get().type().version();
    DeviceType after = replace(present.get(), type);
    return new SavedDeviceType(after, after.version() == before ? Change.NONE : Change.CHANGED);
  }

  private DeviceType replace(OwnedDeviceType owned, DeviceType wanted) throws SQLException {
    DeviceType present = owned.type();
    if (wanted.saysTheSameAs(present)) {
      return present;
    }
    if (wanted.pseudonymisesThings() != present.pseudonymisesThings()) {
      throw new RegistryException.Incompatible(
          "Whether a type pseudonymises its things is decided when it is registered; register"
              + " another type.");
    }
    requireNextVersion(present);
    requireFewProperties(wanted);
    DeviceType next = wanted.withVersion(present.version() + 1);
    StoredValues stored = new StoredValues(connection);
    Optional<String> reinterpreted =
        stored.findReinterpreted(present, next, RegistryReading.catalogue(connection));
    if (reinterpreted.isPresent()) {
      throw new RegistryException.Incompatible(
          "Of devices of this type "
              + reinterpreted.get()
              + ". Keep its declaration, or give the property another name.");
    }
    types.replace(next, at, actor.name());
    requireShortSources(Integer.toString(owned.organisation()));
    stored.rename(next.id());
    record(
        Act.DEVICE_TYPE_CHANGED,
        next.id(),
        Map.of("version", Integer.toString(next.version()), "decoder", next.decoding().decoder()));
    return next;
  }

  private void record(Act act, String id, Map<String, String> detail) throws SQLException {
    AuditTrail.append(connection, AuditEntry.of(at, actor, act, id, detail));
  }
}
