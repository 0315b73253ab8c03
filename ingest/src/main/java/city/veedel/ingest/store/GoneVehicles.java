package city.veedel.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Forgets shared vehicles that have not been heard of for a day. Their pseudonyms rotate, so what
 * is left of an old one is of no use to anybody who should have it.
 */
final class GoneVehicles implements Upkeep.Job {
  private static final Duration PERIOD = Duration.ofMinutes(10);
  private static final Duration SILENCE = Duration.ofHours(24);
  private Instant next = Instant.MIN;

  @Override
  public boolean isDue(Instant now) {
    return !now.isBefore(next);
  }

  @Override
  public void run(Connection connection, Instant now) throws SQLException {
    next = now.plus(PERIOD);
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            WITH gone AS (
              SELECT d.thing_id, array_agg(d.datastream_id) AS datastreams
              FROM datastream d JOIN latest_observation l USING (datastream_id)
              WHERE d.retention_class = 'live'
              GROUP BY d.thing_id HAVING max(l.stored_at) < ?
            ), latest AS (
              DELETE FROM latest_observation USING gone WHERE datastream_id = ANY (gone.datastreams)
            ), places AS (
              DELETE FROM thing_position p USING gone WHERE p.thing_id = gone.thing_id
            )
            DELETE FROM thing t USING gone WHERE t.thing_id = gone.thing_id\
            """)) {
      delete.setObject(1, now.minus(SILENCE).atOffset(ZoneOffset.UTC));
      delete.executeUpdate();
    }
  }
}
