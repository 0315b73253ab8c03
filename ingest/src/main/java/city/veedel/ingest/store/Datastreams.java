package city.veedel.ingest.store;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Provenance;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.ThingId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which datastream a thing's property is. Known ones come from memory; missing things and
 * datastreams are created in the transaction of the batch that needs them, and remembered only when
 * that commits.
 *
 * <p>A value is in the unit of the version of the device type that decoded it, a datastream in that
 * of the version that stood when it was made; a type with datastreams cannot change their meaning.
 * What was on its way while a type without them did, is outdated and finds no datastream.
 */
final class Datastreams implements KnownDatastreams {
  /** What names a datastream on the wire, and who says by which version what its value means. */
  record Key(ThingId thing, PropertyName property, DeviceId device, int decoderVersion) {
    static Key of(Provenance provenance, Observation observation) {
      return new Key(
          observation.thing(),
          observation.property(),
          provenance.device(),
          provenance.decoderVersion());
    }
  }

  /**
   * @param lateAfterMicros a value received longer than this after its time counts as late: two
   *     expected intervals and the period it stands for
   * @param keepsHistory false for shared vehicles: of them only the present is kept
   * @param outdated whether the version that decoded such a value gave it another unit or kind than
   *     the type has now; then there need not be a datastream
   */
  record Known(
      int id, ResultType type, long lateAfterMicros, boolean keepsHistory, boolean outdated) {}

  /** Something to be created, with the first observation that needs it. */
  record Wanted(Key key, Result result, @Nullable Location location) {
    /** The first of the two that tells the result's type, and a location if either has one. */
    Wanted orSaysMore(Wanted later) {
      return new Wanted(
          key,
          result instanceof Result.Missing ? later.result : result,
          location == null ? later.location : location);
    }
  }

  private final int capacity;
  private final Map<Key, Known> known = new HashMap<>();
  private final Map<Key, Known> uncommitted = new HashMap<>();

  /**
   * @param capacity datastreams remembered at most; beyond it all are forgotten and read again
   */
  Datastreams(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public @Nullable Known find(Key key) {
    Known found = known.get(key);
    return found == null ? uncommitted.get(key) : found;
  }

  /**
   * What the database has of these, or will not have because it is outdated; the rest stays
   * unknown. Computes with seconds, not with intervals, which may be too long to be added up.
   */
  void look(Connection connection, Collection<Key> keys) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            WITH v AS MATERIALIZED (
              SELECT u.*, e.device_type_id, y.version AS present
              FROM unnest(?::text[], ?::text[], ?::text[], ?::int[])
                AS u (thing, property, device, version)
              LEFT JOIN device e ON e.device_id = u.device
              LEFT JOIN device_type y USING (device_type_id)),
            -- Once a version: a definition holds the whole source.
            said AS MATERIALIZED (
              SELECT w.device_type_id, w.version, b.*
              FROM device_type_version w CROSS JOIN LATERAL
                jsonb_to_recordset(w.definition -> 'properties') AS b (name text, unit text,
                  result_type text, time_marks text, averaging_period interval)
              WHERE (w.device_type_id, w.version) IN
                (SELECT device_type_id, version FROM v WHERE version <> present))
            SELECT v.thing, v.property, v.device, v.version, coalesce(d.datastream_id, 0),
              coalesce(d.result_type, 'number'),
              (least(2 * extract(epoch FROM d.expected_interval)
                + extract(epoch FROM d.averaging_period), 1e9) * 1000000)::bigint,
              coalesce(d.retention_class, '') <> 'live', o.outdated
            FROM v
            LEFT JOIN datastream d ON d.thing_id = v.thing AND d.property = v.property
            LEFT JOIN device_type_version w ON w.device_type_id = v.device_type_id
              AND w.version = v.version AND w.version <> v.present
            LEFT JOIN said b ON b.device_type_id = w.device_type_id AND b.version = w.version
              AND b.name = v.property
            LEFT JOIN device_type_property p
              ON p.device_type_id = v.device_type_id AND p.name = v.property
            LEFT JOIN observed_property c ON c.name = v.property
            -- What nobody declares has what its datastream would have; StoredValues says the same.
            CROSS JOIN LATERAL (SELECT
              coalesce(b.result_type, c.result_type, d.result_type, p.result_type) AS was,
              coalesce(p.result_type, c.result_type, d.result_type, b.result_type) AS is_now) AS k
            CROSS JOIN LATERAL (SELECT w.version IS NOT NULL
              AND (coalesce(b.unit, c.unit, CASE k.was WHEN 'text' THEN '{state}' ELSE '1' END),
                  k.was, coalesce(b.time_marks, c.time_marks, 'instant'),
                  coalesce(b.averaging_period, c.averaging_period, '0'))
                IS DISTINCT FROM
                  (coalesce(p.unit, c.unit, CASE k.is_now WHEN 'text' THEN '{state}' ELSE '1' END),
                  k.is_now, coalesce(p.time_marks, c.time_marks, 'instant'),
                  coalesce(p.averaging_period, c.averaging_period, '0'))) AS o (outdated)
            WHERE d.datastream_id IS NOT NULL OR o.outdated\
            """)) {
      new Columns<>(connection, query, keys)
          .texts(key -> key.thing().value())
          .texts(key -> key.property().value())
          .texts(key -> key.device().value())
          .ints(Key::decoderVersion);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          uncommitted.put(
              new Key(
                  new ThingId(row.getString(1)),
                  new PropertyName(row.getString(2)),
                  new DeviceId(row.getString(3)),
                  row.getInt(4)),
              new Known(
                  row.getInt(5),
                  ResultType.ofCode(row.getString(6)),
                  row.getLong(7),
                  row.getBoolean(8),
                  row.getBoolean(9)));
        }
      }
    }
  }

  /**
   * Creates things that do not exist, after the defaults of the device that brought them, and
   * datastreams: as the device's type declares, else as the catalogue has it, else plainly.
   */
  void create(Connection connection, Collection<Wanted> wanted) throws SQLException {
    keepTypes(connection, wanted);
    // Again, now that no type changes any more.
    look(connection, wanted.stream().map(Wanted::key).toList());
    List<Wanted> missing = wanted.stream().filter(want -> find(want.key()) == null).toList();
    createThings(connection, missing);
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
              result_type, expected_interval, averaging_period, time_marks, visibility, retention_class)
            SELECT t.organisation_id, t.thing_id, v.property,
              coalesce(p.title_de, c.title_de, v.property),
              coalesce(p.title_en, c.title_en, v.property),
              coalesce(p.unit, c.unit, CASE v.type WHEN 'text' THEN '{state}' ELSE '1' END),
              coalesce(p.result_type, c.result_type, v.type),
              coalesce(p.expected_interval, c.expected_interval, INTERVAL '1 hour'),
              coalesce(p.averaging_period, c.averaging_period, INTERVAL '0'),
              coalesce(p.time_marks, c.time_marks, 'instant'),
              t.visibility,
              CASE WHEN y.pseudonymises_things THEN 'live' ELSE 'standard' END
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
              AS v (thing, property, device, type)
            JOIN thing t ON t.thing_id = v.thing
            LEFT JOIN device d ON d.device_id = v.device
            LEFT JOIN device_type y USING (device_type_id)
            LEFT JOIN device_type_property p
              ON p.device_type_id = d.device_type_id AND p.name = v.property
            LEFT JOIN observed_property c ON c.name = v.property
            ON CONFLICT (thing_id, property) DO NOTHING\
            """)) {
      new Columns<>(connection, insert, byName(missing))
          .texts(want -> want.key().thing().value())
          .texts(want -> want.key().property().value())
          .texts(want -> want.key().device().value())
          .texts(want -> typeOf(want.result()).code());
      insert.executeUpdate();
    }
    look(connection, missing.stream().map(Wanted::key).toList());
  }

  /** One of each name, whichever versions decoded its values: the one that tells most. */
  private static Collection<Wanted> byName(Collection<Wanted> wanted) {
    record Name(ThingId thing, PropertyName property) {}
    Map<Name, Wanted> byName = new LinkedHashMap<>();
    for (Wanted want : wanted) {
      byName.merge(new Name(want.key().thing(), want.key().property()), want, Wanted::orSaysMore);
    }
    return byName.values();
  }

  /** Until the batch commits nobody changes what these types say of the datastreams made here. */
  private static void keepTypes(Connection connection, Collection<Wanted> wanted)
      throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            """
            SELECT 1 FROM device_type WHERE device_type_id IN
              (SELECT device_type_id FROM device WHERE device_id = ANY (?))
            ORDER BY device_type_id FOR KEY SHARE\
            """)) {
      new Columns<>(connection, lock, wanted).texts(want -> want.key().device().value());
      lock.executeQuery().close();
    }
  }

  private static void createThings(Connection connection, Collection<Wanted> wanted)
      throws SQLException {
    Map<ThingId, Wanted> byThing = new LinkedHashMap<>();
    for (Wanted want : wanted) {
      byThing.merge(want.key().thing(), want, (a, b) -> a.location() == null ? b : a);
    }
    List<Wanted> things = new ArrayList<>(byThing.values());
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO thing (organisation_id, thing_id, brought_by, name, theme, longitude,
              latitude, visibility, owner, licence)
            SELECT d.organisation_id, v.thing, d.device_id, v.thing, d.theme,
              CASE WHEN NOT y.pseudonymises_things THEN v.lon END,
              CASE WHEN NOT y.pseudonymises_things THEN v.lat END,
              d.visibility, d.owner, d.licence
            FROM unnest(?::text[], ?::text[], ?::float8[], ?::float8[])
              AS v (thing, device, lon, lat)
            JOIN device d ON d.device_id = v.device
            JOIN device_type y USING (device_type_id)
            ON CONFLICT (thing_id) DO NOTHING\
            """)) {
      new Columns<>(connection, insert, things)
          .texts(want -> want.key().thing().value())
          .texts(want -> want.key().device().value())
          .doubles(Datastreams::longitude)
          .doubles(Datastreams::latitude);
      insert.executeUpdate();
    }
  }

  /** What was read or created in a transaction that did commit. */
  void committed() {
    if (known.size() + uncommitted.size() > capacity) {
      known.clear();
    }
    known.putAll(uncommitted);
    uncommitted.clear();
  }

  /** Nothing is certain any more. */
  void forget() {
    known.clear();
    uncommitted.clear();
  }

  private static ResultType typeOf(Result result) {
    return switch (result) {
      case Result.Quantity quantity -> ResultType.NUMBER;
      case Result.Flag flag -> ResultType.BOOLEAN;
      case Result.State state -> ResultType.TEXT;
      // Nothing is known yet; most of what a city measures are numbers.
      case Result.Missing missing -> ResultType.NUMBER;
    };
  }

  private static @Nullable Double longitude(Wanted want) {
    Location location = want.location();
    return location == null ? null : location.longitude();
  }

  private static @Nullable Double latitude(Wanted want) {
    Location location = want.location();
    return location == null ? null : location.latitude();
  }
}
