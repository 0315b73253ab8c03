package city.veedel.dashboard.store;

import city.veedel.dashboard.query.AuditRecord;
import city.veedel.schema.audit.AuditEntry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the audit trail. */
public final class AuditTable {
  private static final String LIST =
      """
      SELECT audit_entry_id, at, actor, action, subject, detail, encode(hash, 'hex') AS hash
      FROM audit_entry
      WHERE (?::text IS NULL OR subject = ?) AND (?::text IS NULL OR action = ?)
        AND audit_entry_id < ?
      ORDER BY audit_entry_id DESC LIMIT ?
      """;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final DatabaseAccess database;

  public AuditTable(DatabaseAccess database) {
    this.database = database;
  }

  /**
   * Newest first.
   *
   * @param before only those with a smaller id, for the next page
   */
  public List<AuditRecord> list(
      Optional<String> subject, Optional<String> action, long before, int limit) {
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(LIST)) {
        statement.setString(1, subject.orElse(null));
        statement.setString(2, subject.orElse(null));
        statement.setString(3, action.orElse(null));
        statement.setString(4, action.orElse(null));
        statement.setLong(5, before);
        statement.setInt(6, limit);
        List<AuditRecord> records = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            records.add(
                new AuditRecord(row.getLong("audit_entry_id"), entry(row), row.getString("hash")));
          }
        }
        return records;
      }
    });
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    try {
      return new AuditEntry(
          Columns.instant(row, "at"),
          row.getString("actor"),
          row.getString("action"),
          row.getString("subject"),
          MAPPER.readValue(row.getString("detail"), TEXTS));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit entry's detail is no object of texts", e);
    }
  }
}
