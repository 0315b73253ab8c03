package city.veedel.schema.registry;

import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Device types and their versions, inside a transaction of the caller. The present version is in
 * {@code device_type} and {@code device_type_property}; all there ever were, as they were, in
 * {@code device_type_version}.
 */
final class DeviceTypeTable {
  /** Newest first; older ones are found by their number. */
  static final int MOST_VERSIONS_LISTED = 500;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String COLUMNS_WITHOUT_SOURCE =
      """
      t.device_type_id, t.title, t.vendor, t.model, t.version, t.decoder, t.envelope,
        t.mapping, t.creates_things, t.pseudonymises_things, t.keep_raw_days,
        extract(epoch FROM t.accepted_past)::float8 AS past_s,
        extract(epoch FROM t.accepted_future)::float8 AS future_s,\
      """;

  private static final String COLUMNS = COLUMNS_WITHOUT_SOURCE + " t.source";

  private static final String OWNER =
      "t.organisation_id, t.organisation_id = " + RegistryWriting.CITY + " AS is_of_city, ";

  private final Connection connection;

  DeviceTypeTable(Connection connection) {
    this.connection = connection;
  }

  /** By id, in its order. */
  Map<String, DeviceType> all() throws SQLException {
    Map<String, DeviceType> types = new LinkedHashMap<>();
    for (OwnedDeviceType owned : read(COLUMNS)) {
      types.put(owned.type().id(), owned.type());
    }
    return types;
  }

  /** By id, each with an empty source: all sources together may be long. */
  List<OwnedDeviceType> allWithoutSource() throws SQLException {
    return read(COLUMNS_WITHOUT_SOURCE + " '' AS source");
  }

  private List<OwnedDeviceType> read(String columns) throws SQLException {
    Map<String, Map<PropertyName, ObservedProperty>> declared = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT device_type_id, "
                    + RegistryReading.PROPERTY_COLUMNS
                    + " FROM device_type_property")) {
      while (row.next()) {
        ObservedProperty property = RegistryReading.property(row);
        declared
            .computeIfAbsent(row.getString("device_type_id"), id -> new HashMap<>())
            .put(property.name(), property);
      }
    }
    List<OwnedDeviceType> types = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + OWNER + columns + " FROM device_type t ORDER BY t.device_type_id")) {
      while (row.next()) {
        types.add(owned(row, declared.getOrDefault(row.getString("device_type_id"), Map.of())));
      }
    }
    return types;
  }

  Optional<OwnedDeviceType> find(String id) throws SQLException {
    return find(id, "");
  }

  /** Nobody else changes it, or registers a device of it, until the transaction ends. */
  Optional<OwnedDeviceType> lock(String id) throws SQLException {
    return find(id, " FOR UPDATE OF t");
  }

  private Optional<OwnedDeviceType> find(String id, String locking) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT "
                + OWNER
                + COLUMNS
                + " FROM device_type t WHERE t.device_type_id = ?"
                + locking)) {
      query.setString(1, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(owned(row, presentProperties(id))) : Optional.empty();
      }
    }
  }

  private static OwnedDeviceType owned(
      ResultSet row, Map<PropertyName, ObservedProperty> properties) throws SQLException {
    return new OwnedDeviceType(
        type(row, properties), row.getInt("organisation_id"), row.getBoolean("is_of_city"));
  }

  /**
   * @param version empty: the present one
   */
  Optional<DeviceTypeHistory> history(String id, OptionalInt version) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT d.organisation_id, v.definition -> 'properties' AS properties, %s
            FROM device_type d
            JOIN device_type_version v USING (device_type_id)
            CROSS JOIN jsonb_populate_record(NULL::device_type, v.definition) t
            WHERE d.device_type_id = ? AND v.version = coalesce(?::smallint, d.version)\
            """
                .formatted(COLUMNS))) {
      query.setString(1, id);
      query.setObject(2, version.isPresent() ? version.getAsInt() : null, Types.SMALLINT);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new DeviceTypeHistory(
                    type(row, formerProperties(row.getString("properties"))),
                    row.getInt("organisation_id"),
                    versions(id)))
            : Optional.empty();
      }
    }
  }

  private List<DeviceTypeHistory.Version> versions(String id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT version, created_at, created_by FROM device_type_version
            WHERE device_type_id = ? ORDER BY version DESC LIMIT ?\
            """)) {
      query.setString(1, id);
      query.setInt(2, MOST_VERSIONS_LISTED);
      List<DeviceTypeHistory.Version> versions = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          versions.add(
              new DeviceTypeHistory.Version(
                  row.getInt("version"),
                  row.getObject("created_at", OffsetDateTime.class).toInstant(),
                  row.getString("created_by")));
        }
      }
      return versions;
    }
  }

  /**
   * @param owner the organisation it belongs to; empty: the city
   * @throws RegistryException.AlreadyExists when a type of this id exists
   */
  void insert(DeviceType type, OptionalInt owner, Instant at, String by) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO device_type (device_type_id, organisation_id, version, title, vendor, model,
              decoder, envelope, source, mapping, accepted_past, accepted_future, creates_things,
              pseudonymises_things, keep_raw_days)
            VALUES (?, %s, ?, ?, ?, ?, ?, ?, ?, ?::jsonb,
              make_interval(secs => ?::float8), make_interval(secs => ?::float8), ?, ?, ?)\
            """
                .formatted(RegistryWriting.organisation(owner)))) {
      insert.setString(1, type.id());
      insert.setInt(2, type.version());
      bind(insert, 3, type);
      insert.setBoolean(13, type.pseudonymisesThings());
      insert.setInt(14, type.keepRawDays());
      insert.executeUpdate();
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw new RegistryException.AlreadyExists("device type", type.id());
      }
      throw e;
    }
    insertProperties(type);
    keepVersion(type, at, by);
  }

  /** Makes {@code type}, whose version is the next, what stands. */
  void replace(DeviceType type, Instant at, String by) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE device_type SET version = ?, title = ?, vendor = ?, model = ?, decoder = ?,
              envelope = ?, source = ?, mapping = ?::jsonb,
              accepted_past = make_interval(secs => ?::float8),
              accepted_future = make_interval(secs => ?::float8), creates_things = ?,
              keep_raw_days = ?
            WHERE device_type_id = ?\
            """)) {
      update.setInt(1, type.version());
      bind(update, 2, type);
      update.setInt(12, type.keepRawDays());
      update.setString(13, type.id());
      update.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM device_type_property WHERE device_type_id = ?")) {
      delete.setString(1, type.id());
      delete.executeUpdate();
    }
    insertProperties(type);
    keepVersion(type, at, by);
  }

  /** Ten parameters from {@code first} on, title to creates_things. */
  private static void bind(PreparedStatement statement, int first, DeviceType type)
      throws SQLException {
    Decoding decoding = type.decoding();
    statement.setString(first, type.title());
    statement.setString(first + 1, type.vendor());
    statement.setString(first + 2, type.model());
    statement.setString(first + 3, decoding.decoder());
    statement.setString(first + 4, decoding.envelope().code());
    statement.setString(first + 5, decoding.source());
    statement.setString(first + 6, json(decoding.mapping()));
    statement.setDouble(first + 7, type.acceptedTime().past().toMillis() / 1000.0);
    statement.setDouble(first + 8, type.acceptedTime().future().toMillis() / 1000.0);
    statement.setBoolean(first + 9, type.createsThings());
  }

  private void insertProperties(DeviceType type) throws SQLException {
    new RegistryWriting(connection)
        .insert(
            """
            INSERT INTO device_type_property (device_type_id, name, title_de, title_en, unit,
              result_type, time_marks, expected_interval, averaging_period, plausible_min,
              plausible_max)
            SELECT v.type, v.name, v.de, v.en, v.unit, v.result, v.marks,
              make_interval(secs => v.expected::float8), make_interval(secs => v.averaging::float8),
              v.least, v.greatest
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
              ?::text[], ?::text[], ?::float8[], ?::float8[])
              AS v (type, name, de, en, unit, result, marks, expected, averaging, least, greatest)\
            """,
            type.properties().values(),
            property -> type.id(),
            property -> property.name().value(),
            ObservedProperty::titleDe,
            ObservedProperty::titleEn,
            ObservedProperty::unit,
            property -> property.resultType().code(),
            property -> property.timeMarks().code(),
            property -> Double.toString(property.expectedInterval().toMillis() / 1000.0),
            property -> Double.toString(property.averagingPeriod().toMillis() / 1000.0),
            property -> bound(property, PlausibleRange::min),
            property -> bound(property, PlausibleRange::max));
  }

  private static @Nullable String bound(
      ObservedProperty property, ToDoubleFunction<PlausibleRange> bound) {
    PlausibleRange plausible = property.plausible();
    return plausible == null ? null : Double.toString(bound.applyAsDouble(plausible));
  }

  private void keepVersion(DeviceType type, Instant at, String by) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO device_type_version (device_type_id, version, definition, created_at,
              created_by)
            VALUES (?, ?, device_type_definition(?), ?, ?)\
            """)) {
      insert.setString(1, type.id());
      insert.setInt(2, type.version());
      insert.setString(3, type.id());
      insert.setObject(4, at.atOffset(ZoneOffset.UTC));
      insert.setString(5, by);
      insert.executeUpdate();
    }
  }

  private Map<PropertyName, ObservedProperty> presentProperties(String id) throws SQLException {
    return properties("device_type_property WHERE device_type_id = ?", id);
  }

  private Map<PropertyName, ObservedProperty> formerProperties(String json) throws SQLException {
    return properties("jsonb_populate_recordset(NULL::device_type_property, ?::jsonb)", json);
  }

  private Map<PropertyName, ObservedProperty> properties(String from, String parameter)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT " + RegistryReading.PROPERTY_COLUMNS + " FROM " + from)) {
      query.setString(1, parameter);
      Map<PropertyName, ObservedProperty> properties = new HashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ObservedProperty property = RegistryReading.property(row);
          properties.put(property.name(), property);
        }
      }
      return properties;
    }
  }

  private static DeviceType type(ResultSet row, Map<PropertyName, ObservedProperty> properties)
      throws SQLException {
    String envelope = row.getString("envelope");
    return new DeviceType(
        row.getString("device_type_id"),
        row.getString("title"),
        row.getString("vendor"),
        row.getString("model"),
        row.getInt("version"),
        new Decoding(
            row.getString("decoder"),
            Envelope.findByCode(envelope)
                .orElseThrow(
                    () -> new IllegalStateException("unknown envelope \"" + envelope + "\"")),
            row.getString("source"),
            mapping(row.getString("mapping"))),
        new AcceptedTime(
            RegistryReading.seconds(row, "past_s"), RegistryReading.seconds(row, "future_s")),
        row.getBoolean("creates_things"),
        row.getBoolean("pseudonymises_things"),
        row.getInt("keep_raw_days"),
        properties);
  }

  private static String json(List<FieldMapping> mapping) {
    ArrayNode array = JSON.createArrayNode();
    for (FieldMapping field : mapping) {
      array
          .addObject()
          .put("field", field.field())
          .put("property", field.property().value())
          .put("unit", field.unit());
    }
    return array.toString();
  }

  private static List<FieldMapping> mapping(String json) {
    List<FieldMapping> mapping = new ArrayList<>();
    try {
      for (JsonNode field : JSON.readTree(json)) {
        mapping.add(
            new FieldMapping(
                field.required("field").textValue(),
                new PropertyName(field.required("property").textValue()),
                field.required("unit").textValue()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the mapping of a device type is no JSON", e);
    }
    return mapping;
  }
}
