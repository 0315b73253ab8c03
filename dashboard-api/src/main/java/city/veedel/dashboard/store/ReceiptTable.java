package city.veedel.dashboard.store;

import city.veedel.dashboard.query.Receipts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What ingest counted per device and hour, and whose devices they are. */
public final class ReceiptTable {
  private static final String HOURS =
      """
      SELECT hour, sum(accepted)::bigint AS accepted, sum(stored)::bigint AS stored,
        sum(duplicate)::bigint AS duplicate, sum(corrected)::bigint AS corrected,
        sum(late)::bigint AS late, sum(quarantined)::bigint AS quarantined,
        sum(refused)::bigint AS refused
      FROM receipt WHERE device_id = ? AND hour >= date_trunc('hour', ?::timestamptz) AND hour < ?
      GROUP BY hour ORDER BY hour
      """;
  private static final String DEVICES = "SELECT device_id FROM device WHERE organisation_id = ?";

  private final DatabaseAccess database;

  public ReceiptTable(DatabaseAccess database) {
    this.database = database;
  }

  /** Oldest first; the hour that holds {@code start} counts as a whole. */
  public List<Receipts.Hour> hours(String device, Instant start, Instant end) {
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(HOURS)) {
        statement.setString(1, device);
        statement.setObject(2, Columns.parameter(start));
        statement.setObject(3, Columns.parameter(end));
        List<Receipts.Hour> hours = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            hours.add(
                new Receipts.Hour(
                    Columns.instant(rows, "hour"),
                    new Receipts.Counts(
                        rows.getLong("accepted"),
                        rows.getLong("stored"),
                        rows.getLong("duplicate"),
                        rows.getLong("corrected"),
                        rows.getLong("late"),
                        rows.getLong("quarantined"),
                        rows.getLong("refused"))));
          }
        }
        return hours;
      }
    });
  }

  /** Ids of the devices of one organisation. */
  public Set<String> devicesOf(int organisation) {
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(DEVICES)) {
        statement.setInt(1, organisation);
        Set<String> devices = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            devices.add(rows.getString(1));
          }
        }
        return devices;
      }
    });
  }
}
