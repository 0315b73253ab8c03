package city.veedel.ingest.store;

import city.veedel.model.Location;
import city.veedel.model.StoredObservation;
import city.veedel.model.ThingId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The latest result of each datastream and the place of each moving thing. Never goes back. */
final class LiveState {
  private record Place(ThingId thing, String device, Location location, long time) {}

  private LiveState() {}

  /**
   * @param standing rows that stand since this batch, in any order
   * @return those that are the latest of their datastream now, in the order of the journal
   */
  static List<StoredObservation> writeLatest(
      Connection connection, Arrivals arrivals, Collection<Row> standing, Instant storedAt)
      throws SQLException {
    List<Row> newest = newestOfEach(standing);
    if (newest.isEmpty()) {
      return List.of();
    }
    Set<Integer> latest = new HashSet<>();
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO latest_observation AS l (datastream_id, phenomenon_time, result,
              result_text, received_at, stored_at)
            SELECT v.ds, timestamptz 'epoch' + v.us * interval '1 microsecond', v.result, v.text,
              timestamptz 'epoch' + v.received * interval '1 microsecond', ?
            FROM unnest(?::int[], ?::bigint[], ?::float8[], ?::text[], ?::bigint[])
              AS v (ds, us, result, text, received)
            ON CONFLICT (datastream_id) DO UPDATE SET
              phenomenon_time = excluded.phenomenon_time, result = excluded.result,
              result_text = excluded.result_text, received_at = excluded.received_at,
              stored_at = excluded.stored_at
            WHERE excluded.phenomenon_time >= l.phenomenon_time
            RETURNING datastream_id\
            """)) {
      upsert.setObject(1, storedAt.atOffset(ZoneOffset.UTC));
      new Columns<>(connection, upsert, newest, 2)
          .ints(Row::datastream)
          .longs(Row::time)
          .doubles(Row::result)
          .texts(Row::text)
          .longs(Row::receivedAt);
      try (ResultSet row = upsert.executeQuery()) {
        while (row.next()) {
          latest.add(row.getInt(1));
        }
      }
    }
    return newest.stream()
        .filter(row -> latest.contains(row.datastream()))
        .sorted(java.util.Comparator.comparingInt(Row::number))
        .map(row -> stored(arrivals.arrived(row), row, storedAt))
        .toList();
  }

  /** In the order of datastreams, so that two ingests never wait for each other crosswise. */
  static List<Row> newestOfEach(Collection<Row> standing) {
    List<Row> newest = new ArrayList<>();
    Row before = null;
    for (Row row : Row.sortedByKey(standing)) {
      if (before != null && before.datastream() != row.datastream()) {
        newest.add(before);
      }
      before = row;
    }
    if (before != null) {
      newest.add(before);
    }
    return newest;
  }

  static StoredObservation stored(Arrivals.Arrived arrived, Row row, Instant storedAt) {
    return new StoredObservation(
        row.datastream(),
        arrived.observation().thing(),
        arrived.observation().property(),
        Micros.toInstant(row.time()),
        arrived.provenance().receivedAt(),
        storedAt,
        arrived.observation().result(),
        arrived.observation().location());
  }

  static void writePlaces(Connection connection, Arrivals arrivals) throws SQLException {
    Map<ThingId, Place> newest = new TreeMap<>();
    for (Row row : concat(arrivals.rows(), arrivals.liveRows())) {
      Arrivals.Arrived arrived = arrivals.arrived(row);
      Location location = arrived.observation().location();
      if (location != null) {
        ThingId thing = arrived.observation().thing();
        Place place = new Place(thing, arrived.provenance().device().value(), location, row.time());
        newest.merge(thing, place, (a, b) -> b.time() >= a.time() ? b : a);
      }
    }
    if (newest.isEmpty()) {
      return;
    }
    List<Place> places = new ArrayList<>(newest.values());
    upsertPositions(connection, places);
    placeThings(connection, places);
  }

  private static List<Row> concat(List<Row> first, List<Row> second) {
    List<Row> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static void upsertPositions(Connection connection, List<Place> places)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO thing_position AS p (thing_id, longitude, latitude, phenomenon_time,
              shared_type_id)
            SELECT v.thing, v.lon, v.lat, timestamptz 'epoch' + v.us * interval '1 microsecond',
              y.device_type_id
            FROM unnest(?::text[], ?::float8[], ?::float8[], ?::bigint[], ?::text[])
              AS v (thing, lon, lat, us, device)
            LEFT JOIN device d ON d.device_id = v.device
            LEFT JOIN device_type y
              ON y.device_type_id = d.device_type_id AND y.pseudonymises_things
            ON CONFLICT (thing_id) DO UPDATE SET longitude = excluded.longitude,
              latitude = excluded.latitude, phenomenon_time = excluded.phenomenon_time,
              shared_type_id = excluded.shared_type_id
            WHERE excluded.phenomenon_time >= p.phenomenon_time\
            """)) {
      new Columns<>(connection, upsert, places)
          .texts(place -> place.thing().value())
          .doubles(place -> place.location().longitude())
          .doubles(place -> place.location().latitude())
          .longs(Place::time)
          .texts(Place::device);
      upsert.executeUpdate();
    }
  }

  /** A thing without a place gets its first one; a shared vehicle never gets one for good. */
  private static void placeThings(Connection connection, List<Place> places) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE thing t SET longitude = v.lon, latitude = v.lat
            FROM unnest(?::text[], ?::text[], ?::float8[], ?::float8[])
              AS v (thing, device, lon, lat)
            JOIN device d ON d.device_id = v.device
            JOIN device_type y USING (device_type_id)
            WHERE t.thing_id = v.thing AND t.longitude IS NULL AND NOT y.pseudonymises_things\
            """)) {
      new Columns<>(connection, update, places)
          .texts(place -> place.thing().value())
          .texts(Place::device)
          .doubles(place -> place.location().longitude())
          .doubles(place -> place.location().latitude());
      update.executeUpdate();
    }
  }
}
