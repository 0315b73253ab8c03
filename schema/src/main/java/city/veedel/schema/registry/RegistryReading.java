package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.ObservedProperty;
import city.veedel.model.Payload;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeMarks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The registry's queries. */
final class RegistryReading {
  static final String PROPERTY_COLUMNS =
      """
      name, title_de, title_en, unit, result_type, time_marks, plausible_min, plausible_max,
      extract(epoch FROM expected_interval)::float8 AS expected_s,
      extract(epoch FROM averaging_period)::float8 AS averaging_s\
      """;

  private RegistryReading() {}

  static long version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM registry_version")) {
      row.next();
      return row.getLong(1);
    }
  }

  static RegistryContents contents(Connection connection) throws SQLException {
    long version = version(connection);
    return new RegistryContents(
        version,
        new DeviceTypeTable(connection).all(),
        registeredDevices(connection),
        catalogue(connection));
  }

  static Map<PropertyName, ObservedProperty> catalogue(Connection connection) throws SQLException {
    Map<PropertyName, ObservedProperty> catalogue = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + PROPERTY_COLUMNS + " FROM observed_property")) {
      while (row.next()) {
        ObservedProperty property = property(row);
        catalogue.put(property.name(), property);
      }
    }
    return catalogue;
  }

  private static Map<DeviceId, RegisteredDevice> registeredDevices(Connection connection)
      throws SQLException {
    Map<DeviceId, Set<ThingId>> things = new HashMap<>();
    Map<DeviceId, ThingId> own = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT device_id, thing_id, own FROM device_thing")) {
      while (row.next()) {
        DeviceId device = new DeviceId(row.getString(1));
        ThingId thing = new ThingId(row.getString(2));
        things.computeIfAbsent(device, id -> new HashSet<>()).add(thing);
        if (row.getBoolean(3)) {
          own.put(device, thing);
        }
      }
    }
    Map<DeviceId, List<StoredSecret>> secrets = secrets(connection, null);
    Map<DeviceId, RegisteredDevice> devices = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT device_id, device_type_id, enabled, monthly_quota FROM device")) {
      while (row.next()) {
        DeviceId id = new DeviceId(row.getString(1));
        devices.put(
            id,
            new RegisteredDevice(
                id,
                row.getString(2),
                row.getBoolean(3),
                own.getOrDefault(id, new ThingId(id.value())),
                things.getOrDefault(id, Set.of()),
                secrets.getOrDefault(id, List.of()),
                quota(row)));
      }
    }
    return devices;
  }

  /** Valid secrets, newest first; of every device where {@code devices} is null. */
  static Map<DeviceId, List<StoredSecret>> secrets(
      Connection connection, @Nullable Collection<DeviceId> devices) throws SQLException {
    Map<DeviceId, List<StoredSecret>> secrets = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT device_id, nonce, verifier, expires_at FROM credential
            WHERE (expires_at IS NULL OR expires_at > now())
              AND (?::text[] IS NULL OR device_id = ANY (?::text[]))
            ORDER BY credential_id DESC\
            """)) {
      java.sql.@Nullable Array ids =
          devices == null
              ? null
              : connection.createArrayOf("text", devices.stream().map(DeviceId::value).toArray());
      query.setArray(1, ids);
      query.setArray(2, ids);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          OffsetDateTime expires = row.getObject(4, OffsetDateTime.class);
          secrets
              .computeIfAbsent(new DeviceId(row.getString(1)), id -> new ArrayList<>())
              .add(
                  new StoredSecret(
                      Payload.wrap(row.getBytes(2)),
                      Payload.wrap(row.getBytes(3)),
                      expires == null ? null : expires.toInstant()));
        }
      }
    }
    return secrets;
  }

  /** One device, or every device where {@code id} is null. */
  static List<DeviceSummary> devices(Connection connection, @Nullable DeviceId id)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT d.device_id, d.title, d.device_type_id, d.theme, d.visibility, d.enabled,
              d.monthly_quota, d.created_at, t.longitude, t.latitude,
              (SELECT count(*) FROM device_thing g WHERE g.device_id = d.device_id) AS things
            FROM device d
            LEFT JOIN device_thing own ON own.device_id = d.device_id AND own.own
            LEFT JOIN thing t ON t.thing_id = own.thing_id
            WHERE ?::text IS NULL OR d.device_id = ?::text
            ORDER BY d.device_id\
            """)) {
      query.setString(1, id == null ? null : id.value());
      query.setString(2, id == null ? null : id.value());
      List<DeviceSummary> devices = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          devices.add(summary(row));
        }
      }
      return devices;
    }
  }

  private static DeviceSummary summary(ResultSet row) throws SQLException {
    double longitude = row.getDouble("longitude");
    boolean located = !row.wasNull();
    String theme = row.getString("theme");
    return new DeviceSummary(
        new DeviceId(row.getString("device_id")),
        row.getString("title"),
        row.getString("device_type_id"),
        Theme.findByCode(theme)
            .orElseThrow(() -> new IllegalStateException("unknown theme \"" + theme + "\"")),
        row.getString("visibility").equals("public"),
        row.getBoolean("enabled"),
        located ? new Location(longitude, row.getDouble("latitude")) : null,
        row.getInt("things"),
        quota(row),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static OptionalLong quota(ResultSet row) throws SQLException {
    long quota = row.getLong("monthly_quota");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(quota);
  }

  /** Of a row that has {@link #PROPERTY_COLUMNS}. */
  static ObservedProperty property(ResultSet row) throws SQLException {
    double min = row.getDouble("plausible_min");
    boolean anyNumber = row.wasNull();
    return new ObservedProperty(
        new PropertyName(row.getString("name")),
        row.getString("title_de"),
        row.getString("title_en"),
        row.getString("unit"),
        ResultType.ofCode(row.getString("result_type")),
        seconds(row, "expected_s"),
        seconds(row, "averaging_s"),
        TimeMarks.ofCode(row.getString("time_marks")),
        anyNumber ? null : new PlausibleRange(min, row.getDouble("plausible_max")));
  }

  static Duration seconds(ResultSet row, String column) throws SQLException {
    return Duration.ofMillis(Math.round(row.getDouble(column) * 1000));
  }
}
