package city.veedel.ingest.store;

import com.uber.h3core.H3Core;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of shared vehicles: how many stand in each H3 cell, at every quarter of an hour.
 * Numbers below {@link #FEWEST} leave this class as "fewer", so that the database never holds them.
 *
 * <p>A vehicle counts where it was last reported, unless that is older than {@link #FRESH} or it
 * was under way then: every hundred metres of a trip bring a new pseudonym, so that one rider would
 * be counted many times over.
 */
final class VehicleCounts implements Upkeep.Job {
  private static final Logger LOG = LoggerFactory.getLogger(VehicleCounts.class);

  /** Edges of half a kilometre, 0.7 km² on average. */
  static final int RESOLUTION = 8;

  static final int FEWEST = 3;
  static final Duration PERIOD = Duration.ofMinutes(15);

  /** Later than this the quarter is gone: its count would be of another time. */
  static final Duration LATEST = Duration.ofMinutes(1);

  static final Duration FRESH = Duration.ofMinutes(10);
  private static final int FETCHED_ROWS = 1_000;

  private record Place(String typeId, long cell) {}

  private record Count(Place place, int vehicles) {}

  private @Nullable H3Core h3;
  private boolean unavailable;
  private Instant counted = Instant.MIN;

  @Override
  public boolean isDue(Instant now) {
    Instant quarter = quarterBefore(now);
    return !unavailable && quarter.isAfter(counted) && now.isBefore(quarter.plus(LATEST));
  }

  @Override
  public void run(Connection connection, Instant now) throws SQLException {
    Instant quarter = quarterBefore(now);
    counted = quarter;
    if (!isCounted(connection, quarter)) {
      Map<Place, Integer> vehicles = vehicles(connection, quarter);
      if (!vehicles.isEmpty()) {
        insert(connection, quarter, vehicles);
      }
    }
  }

  private static Instant quarterBefore(Instant now) {
    long seconds = now.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, PERIOD.toSeconds()));
  }

  /** By this ingest before a restart, or by another one. */
  private static boolean isCounted(Connection connection, Instant quarter) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT EXISTS (SELECT FROM vehicle_count WHERE at = ?)")) {
      query.setObject(1, quarter.atOffset(ZoneOffset.UTC));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private Map<Place, Integer> vehicles(Connection connection, Instant quarter) throws SQLException {
    Map<Place, Integer> vehicles = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT p.latitude, p.longitude, p.shared_type_id
            FROM thing_position p
            LEFT JOIN datastream d ON d.thing_id = p.thing_id AND d.property = 'vehicle_state'
            LEFT JOIN latest_observation l USING (datastream_id)
            WHERE p.shared_type_id IS NOT NULL AND p.phenomenon_time > ?
              AND l.result_text IS DISTINCT FROM 'in_use'\
            """)) {
      query.setFetchSize(FETCHED_ROWS);
      query.setObject(1, quarter.minus(FRESH).atOffset(ZoneOffset.UTC));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          H3Core cells = h3();
          if (cells == null) {
            return Map.of();
          }
          long cell = cells.latLngToCell(row.getDouble(1), row.getDouble(2), RESOLUTION);
          vehicles.merge(new Place(row.getString(3), cell), 1, Integer::sum);
        }
      }
    }
    return vehicles;
  }

  private static void insert(Connection connection, Instant quarter, Map<Place, Integer> vehicles)
      throws SQLException {
    List<Count> counts =
        vehicles.entrySet().stream()
            .map(entry ->
                new Count(entry.getKey(), entry.getValue() < FEWEST ? 0 : entry.getValue()))
            .toList();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO vehicle_count (at, device_type_id, cell, vehicles)
            SELECT ?, v.type, v.cell, nullif(v.vehicles, 0)
            FROM unnest(?::text[], ?::bigint[], ?::int[]) AS v (type, cell, vehicles)
            ON CONFLICT DO NOTHING\
            """)) {
      insert.setObject(1, quarter.atOffset(ZoneOffset.UTC));
      new Columns<>(connection, insert, counts, 2)
          .texts(count -> count.place().typeId())
          .longs(count -> count.place().cell())
          .ints(Count::vehicles);
      insert.executeUpdate();
    }
  }

  /** H3 is native code, unpacked when the first vehicle is seen; null where it cannot run. */
  private @Nullable H3Core h3() {
    if (h3 == null && !unavailable) {
      try {
        h3 = H3Core.newInstance();
      } catch (IOException | LinkageError e) {
        unavailable = true;
        LOG.error(
            "Shared vehicles are not counted: the native library of H3 does not run here ({}). It"
                + " is unpacked into {}; programs must be allowed to run from there.",
            e.getMessage(),
            System.getProperty("java.io.tmpdir"));
      }
    }
    return h3;
  }
}
