package city.veedel.schema.registry;

import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The datastreams of the devices of a type: what their values mean, and what they are called. */
final class StoredValues {
  /** Granted or brought along: the things that devices of a type speak for. */
  private static final String THINGS =
      """
      (SELECT g.thing_id FROM device d JOIN device_thing g USING (device_id)
       WHERE d.device_type_id = ?
       UNION
       SELECT t.thing_id FROM device d JOIN thing t ON t.brought_by = d.device_id
       WHERE d.device_type_id = ?)\
      """;

  private final Connection connection;

  StoredValues(Connection connection) {
    this.connection = connection;
  }

  /** What must stay as it is, once there are values: all that a number depends on. */
  private record Meaning(String unit, ResultType type, TimeMarks marks, Duration averaging) {
    static Meaning of(ObservedProperty property) {
      return new Meaning(
          property.unit(), property.resultType(), property.timeMarks(), property.averagingPeriod());
    }

    /** Of a value that neither type nor catalogue knows; as ingest makes its datastream. */
    static Meaning undeclared(ResultType type) {
      return new Meaning(
          type == ResultType.TEXT ? "{state}" : "1", type, TimeMarks.INSTANT, Duration.ZERO);
    }

    String inWords() {
      return "%s as %s, %s, of %s"
          .formatted(
              unit,
              type.code(),
              averaging.isZero() ? "no average" : "averages over " + averaging,
              marks == TimeMarks.INSTANT ? "an instant" : "a period marked by its " + marks.code());
    }
  }

  private record Stored(PropertyName property, Meaning meaning) {}

  /**
   * A property of which values are stored that {@code next} would give another meaning than {@code
   * present} does, both completed by the catalogue; in words.
   */
  Optional<String> findReinterpreted(
      DeviceType present, DeviceType next, Map<PropertyName, ObservedProperty> catalogue)
      throws SQLException {
    DeviceType before = present.completedBy(catalogue);
    DeviceType after = next.completedBy(catalogue);
    for (Stored stored : stored(next.id())) {
      Meaning was = meaning(before, stored);
      Meaning becomes = meaning(after, stored);
      // What did not fit before goes on as it is; what fits now is mended.
      if (!becomes.equals(was) && !becomes.equals(stored.meaning())) {
        return Optional.of(
            "\"%s\" is stored in %s; it would become %s"
                .formatted(stored.property(), stored.meaning().inWords(), becomes.inWords()));
      }
    }
    return Optional.empty();
  }

  private static Meaning meaning(DeviceType completed, Stored stored) {
    return completed
        .findProperty(stored.property())
        .map(Meaning::of)
        .orElseGet(() -> Meaning.undeclared(stored.meaning().type()));
  }

  private List<Stored> stored(String typeId) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT DISTINCT s.property, s.unit, s.result_type, s.time_marks,
              extract(epoch FROM s.averaging_period)::float8 AS averaging_s
            FROM %s x JOIN datastream s USING (thing_id)
            ORDER BY 1, 2, 3, 4, 5\
            """
                .formatted(THINGS))) {
      query.setString(1, typeId);
      query.setString(2, typeId);
      List<Stored> stored = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          stored.add(
              new Stored(
                  new PropertyName(row.getString("property")),
                  new Meaning(
                      row.getString("unit"),
                      ResultType.ofCode(row.getString("result_type")),
                      TimeMarks.ofCode(row.getString("time_marks")),
                      RegistryReading.seconds(row, "averaging_s"))));
        }
      }
      return stored;
    }
  }

  /** What datastreams copied of their property when they were made, and may be said anew. */
  void rename(String typeId) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE datastream s SET title_de = p.title_de, title_en = p.title_en,
              expected_interval = p.expected_interval
            FROM device_type_property p, %s x
            WHERE s.thing_id = x.thing_id AND s.property = p.name AND p.device_type_id = ?
              AND (s.title_de, s.title_en, s.expected_interval)
                IS DISTINCT FROM (p.title_de, p.title_en, p.expected_interval)\
            """
                .formatted(THINGS))) {
      update.setString(1, typeId);
      update.setString(2, typeId);
      update.setString(3, typeId);
      update.executeUpdate();
    }
  }
}
