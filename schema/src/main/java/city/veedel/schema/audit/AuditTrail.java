package city.veedel.schema.audit;

import city.veedel.schema.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Writes the audit trail, one writer at a time: the database chains each entry to the one before
 * ({@link AuditChain}), and a transaction that has written keeps others waiting until it ends.
 * Blocks on JDBC.
 */
public final class AuditTrail {
  private static final String INSERT =
      """
      INSERT INTO audit_entry (at, actor, action, subject, detail)
      VALUES (?, ?, ?, ?, jsonb_object(?::text[], ?::text[]))
      """;

  private static final String LATEST =
      """
      SELECT detail ->> ? FROM audit_entry WHERE subject = ? AND action = ?
      ORDER BY audit_entry_id DESC LIMIT 1
      """;

  private final DataSource source;

  public AuditTrail(DataSource source) {
    this.source = source;
  }

  /**
   * Appends an entry.
   *
   * @return false when what it says is kept already
   * @throws city.veedel.schema.DatabaseException when the database is away
   */
  public boolean append(AuditEntry entry) {
    return Transactions.call(source, connection -> append(connection, entry));
  }

  /** What the last entry of this act about {@code subject} says of {@code fact}. */
  public Optional<String> latest(Act act, String subject, String fact) {
    return Transactions.call(
        source,
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(LATEST)) {
            query.setString(1, fact);
            query.setString(2, subject);
            query.setString(3, act.code());
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
          }
        });
  }

  /**
   * {@link #append(AuditEntry)} within somebody's transaction, so that a change and its entry are
   * kept together.
   */
  public static boolean append(Connection connection, AuditEntry entry) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, String> fact : entry.detail().entrySet()) {
      names.add(fact.getKey());
      values.add(fact.getValue());
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, entry.at().atOffset(ZoneOffset.UTC));
      insert.setString(2, entry.actor());
      insert.setString(3, entry.action());
      insert.setString(4, entry.subject());
      insert.setArray(5, connection.createArrayOf("text", names.toArray()));
      insert.setArray(6, connection.createArrayOf("text", values.toArray()));
      return insert.executeUpdate() == 1;
    }
  }
}
