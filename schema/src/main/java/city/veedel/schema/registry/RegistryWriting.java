package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The registry's changes inside one transaction. Rows go over as arrays, one statement per table,
 * so that a whole city is registered in a few round trips and the version is raised a few times.
 */
final class RegistryWriting {
  /** The organisation that was first, as SQL. */
  static final String CITY = "(SELECT min(organisation_id) FROM organisation)";

  private final Connection connection;

  RegistryWriting(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param owner whose devices they are to be: the types must be its own or the city's, because who
   *     owns a type decides how its messages are read; empty: the city, which may take any
   */
  void checkTypes(Collection<NewDevice> devices, OptionalInt owner) throws SQLException {
    Set<String> wanted = new HashSet<>();
    devices.forEach(device -> wanted.add(device.typeId()));
    Set<String> foreign = new TreeSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT device_type_id, organisation_id IN (%s, %s) FROM device_type"
                    .formatted(organisation(owner), CITY)
                + " WHERE device_type_id = ANY (?)")) {
      query.setArray(1, connection.createArrayOf("text", wanted.toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          wanted.remove(row.getString(1));
          if (owner.isPresent() && !row.getBoolean(2)) {
            foreign.add(row.getString(1));
          }
        }
      }
    }
    if (!foreign.isEmpty()) {
      throw new RegistryException.OfSomebodyElse("device type", String.join("\", \"", foreign));
    }
    if (!wanted.isEmpty()) {
      throw new RegistryException.Unknown("device type", String.join("\", \"", wanted));
    }
  }

  /**
   * @param keepExisting whether what exists is left alone instead of refused
   * @param owner the organisation they belong to; empty: the city
   */
  void insertDevices(Collection<NewDevice> devices, boolean keepExisting, OptionalInt owner)
      throws SQLException {
    if (!keepExisting) {
      refuseExisting("device", "device", "device_id", devices, device -> device.id().value());
    }
    List<NewThing> things = new ArrayList<>();
    List<Grant> grants = new ArrayList<>();
    for (NewDevice device : devices) {
      things.add(device.ownThing());
      grants.add(new Grant(device.id(), device.ownThing(), true));
      for (NewThing thing : device.things()) {
        things.add(thing);
        grants.add(new Grant(device.id(), thing, false));
      }
    }
    if (!keepExisting) {
      refuseExisting("thing", "thing", "thing_id", things, thing -> thing.id().value());
    }
    insert(
        """
        INSERT INTO device (organisation_id, device_id, title, device_type_id, theme, visibility,
          owner, licence)
        SELECT %s, v.*
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
          AS v ON CONFLICT (device_id) DO NOTHING\
        """
            .formatted(organisation(owner)),
        devices,
        device -> device.id().value(),
        NewDevice::title,
        NewDevice::typeId,
        device -> device.theme().code(),
        device -> visibility(device.isPublic()),
        NewDevice::owner,
        NewDevice::licence);
    insertThings(things, owner);
    insertGrants(grants);
  }

  void addThings(DeviceId device, Collection<NewThing> things) throws SQLException {
    OptionalInt owner = OptionalInt.of(lockDevice(device));
    refuseExisting("thing", "thing", "thing_id", things, thing -> thing.id().value());
    insertThings(things, owner);
    insertGrants(things.stream().map(thing -> new Grant(device, thing, false)).toList());
  }

  /** Gives the organisation the device belongs to. */
  int lockDevice(DeviceId id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            // Not FOR UPDATE: ingest refers to the device from things it brings along.
            "SELECT organisation_id FROM device WHERE device_id = ? FOR NO KEY UPDATE")) {
      query.setString(1, id.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new RegistryException.Unknown("device", id.value());
        }
        return row.getInt(1);
      }
    }
  }

  /**
   * The newest ends after {@code overlap}, unless it ends earlier; all others end now. What ends
   * now is deleted: the gateway need not have the database's clock to refuse it.
   */
  void expireSecrets(DeviceId id, Duration overlap) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            DELETE FROM credential WHERE device_id = ? AND (? OR credential_id <
              (SELECT max(credential_id) FROM credential WHERE device_id = ?))\
            """)) {
      delete.setString(1, id.value());
      delete.setBoolean(2, overlap.isZero());
      delete.setString(3, id.value());
      delete.executeUpdate();
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE credential
            SET expires_at = least(expires_at, now() + make_interval(secs => ?::float8))
            WHERE device_id = ?\
            """)) {
      update.setDouble(1, overlap.toMillis() / 1000.0);
      update.setString(2, id.value());
      update.executeUpdate();
    }
  }

  void insertSecrets(Map<DeviceId, StoredSecret> secrets) throws SQLException {
    if (secrets.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO credential (device_id, nonce, verifier)
            SELECT v.* FROM unnest(?::text[], ?::bytea[], ?::bytea[]) AS v\
            """)) {
      List<StoredSecret> stored = List.copyOf(secrets.values());
      insert.setArray(
          1,
          connection.createArrayOf(
              "text", secrets.keySet().stream().map(DeviceId::value).toArray()));
      insert.setArray(
          2,
          connection.createArrayOf(
              "bytea",
              stored.stream().map(secret -> secret.nonce().bytes()).toArray(byte[][]::new)));
      insert.setArray(
          3,
          connection.createArrayOf(
              "bytea",
              stored.stream().map(secret -> secret.verifier().bytes()).toArray(byte[][]::new)));
      insert.executeUpdate();
    }
  }

  private record Grant(DeviceId device, NewThing thing, boolean own) {}

  /** As SQL. */
  static String organisation(OptionalInt owner) {
    return owner.isPresent() ? Integer.toString(owner.getAsInt()) : CITY;
  }

  private void insertThings(Collection<NewThing> things, OptionalInt owner) throws SQLException {
    insert(
        """
        INSERT INTO thing (organisation_id, thing_id, name, theme, longitude, latitude, visibility,
          owner, licence)
        SELECT %s, v.*
        FROM unnest(?::text[], ?::text[], ?::text[], ?::float8[], ?::float8[], ?::text[],
          ?::text[], ?::text[]) AS v
        ON CONFLICT (thing_id) DO NOTHING\
        """
            .formatted(organisation(owner)),
        things,
        thing -> thing.id().value(),
        NewThing::name,
        thing -> thing.theme().code(),
        thing -> coordinate(thing, Location::longitude),
        thing -> coordinate(thing, Location::latitude),
        thing -> visibility(thing.isPublic()),
        NewThing::owner,
        NewThing::licence);
  }

  private void insertGrants(Collection<Grant> grants) throws SQLException {
    insert(
        """
        INSERT INTO device_thing (device_id, thing_id, own)
        SELECT v.* FROM unnest(?::text[], ?::text[], ?::boolean[]) AS v
        ON CONFLICT DO NOTHING\
        """,
        grants,
        grant -> grant.device().value(),
        grant -> grant.thing().id().value(),
        grant -> Boolean.toString(grant.own()));
  }

  /** One statement for all {@code rows}: each column goes over as an array of texts. */
  @SafeVarargs
  final <T> void insert(
      String sql, Collection<T> rows, Function<? super T, @Nullable String>... columns)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.length; i++) {
        insert.setArray(
            i + 1, connection.createArrayOf("text", rows.stream().map(columns[i]).toArray()));
      }
      insert.executeUpdate();
    }
  }

  private <T> void refuseExisting(
      String what, String table, String key, Collection<T> rows, Function<T, String> id)
      throws SQLException {
    Set<String> seen = new HashSet<>();
    for (T row : rows) {
      if (!seen.add(id.apply(row))) {
        throw new RegistryException.AlreadyExists(what, id.apply(row));
      }
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT %s FROM %s WHERE %s = ANY (?) LIMIT 1".formatted(key, table, key))) {
      query.setArray(1, connection.createArrayOf("text", seen.toArray()));
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          throw new RegistryException.AlreadyExists(what, row.getString(1));
        }
      }
    }
  }

  private static @Nullable String coordinate(
      NewThing thing, ToDoubleFunction<Location> coordinate) {
    Location location = thing.location();
    return location == null ? null : Double.toString(coordinate.applyAsDouble(location));
  }

  private static String visibility(boolean isPublic) {
    return isPublic ? "public" : "internal";
  }
}
