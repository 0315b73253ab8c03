package city.veedel.schema.receipt;

import city.veedel.schema.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Reads the receipts. */
public final class Receipts {
  private static final String TOTALS =
      """
      SELECT coalesce(sum(accepted), 0), coalesce(sum(stored), 0), coalesce(sum(duplicate), 0),
        coalesce(sum(corrected), 0), coalesce(sum(quarantined), 0), coalesce(sum(refused), 0),
        (SELECT count(*) FROM dead_letter WHERE assured = ?)
      FROM receipt WHERE assured = ?
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
}
