package city.veedel.schema.receipt;

import city.veedel.model.DeviceId;
import city.veedel.schema.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Reads the receipts. */
public final class Receipts {
  private static final String TOTALS =
      """
      SELECT coalesce(sum(accepted), 0), coalesce(sum(stored), 0), coalesce(sum(duplicate), 0),
        coalesce(sum(corrected), 0), coalesce(sum(quarantined), 0), coalesce(sum(refused), 0),
        (SELECT count(*) FROM dead_letter WHERE assured = ?)
      FROM receipt WHERE assured = ?
      """;

  private static final String ACCEPTED =
      """
      SELECT device_id, sum(accepted)::bigint FROM receipt
      WHERE device_id = ANY (?) AND hour >= ? GROUP BY device_id
      """;

  private final Database database;

  public Receipts(Database database) {
    this.database = database;
  }

  /**
   * Of all devices, ever.
   *
   * @param assured whether to count what was acknowledged (QoS 1 and 2, CON, HTTP), or QoS 0 and
   *     NON
   */
  public ReceiptTotals totals(boolean assured) {
    return database.call(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(TOTALS)) {
        statement.setBoolean(1, assured);
        statement.setBoolean(2, assured);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return new ReceiptTotals(
              row.getLong(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getLong(6),
              row.getLong(7));
        }
      }
    });
  }

  /**
   * Observations accepted from each of the devices and counted so far; what the journal holds
   * unread is not. Devices without any are left out. Costs an index range for each device.
   *
   * @param since a whole hour
   */
  public Map<DeviceId, Long> acceptedSince(Collection<DeviceId> devices, Instant since) {
    return database.call(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(ACCEPTED)) {
        statement.setArray(
            1, connection.createArrayOf("text", devices.stream().map(DeviceId::value).toArray()));
        statement.setObject(2, since.atOffset(ZoneOffset.UTC));
        Map<DeviceId, Long> accepted = new HashMap<>();
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            accepted.put(new DeviceId(row.getString(1)), row.getLong(2));
          }
        }
        return accepted;
      }
    });
  }
}
