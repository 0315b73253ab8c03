package city.veedel.dashboard.store;

import city.veedel.dashboard.query.DeadLetterStore;
import city.veedel.dashboard.query.DeadLetters;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dead letters as ingest keeps them. */
public final class DeadLetterTable implements DeadLetterStore {
  private static final String SELECT =
      """
      SELECT l.dead_letter_id, l.device_id, l.protocol, l.assured, l.address, l.content_format,
        l.reason, l.detail, l.pointer, l.payload, l.observations, l.acknowledged, l.received_at,
        l.decoder_version, l.state
      FROM dead_letter l
      """;
  private static final String OF_ORGANISATION =
      """
      (?::int IS NULL OR EXISTS (SELECT FROM device d
        WHERE d.device_id = l.device_id AND d.organisation_id = ?::int))
      """;
  private static final String LIST =
      SELECT
          + """
          WHERE (?::text IS NULL OR l.device_id = ?) AND (?::text IS NULL OR l.reason = ?)
            AND (?::text IS NULL OR l.state = ?) AND l.dead_letter_id < ? AND
          """
          + OF_ORGANISATION
          + "ORDER BY l.dead_letter_id DESC LIMIT ?";
  private static final String FIND = SELECT + "WHERE l.dead_letter_id = ? AND " + OF_ORGANISATION;
  private static final String CLOSE =
      """
      UPDATE dead_letter SET state = 'replayed', state_at = now()
      WHERE dead_letter_id = ? AND state = 'open'
      """;

  private final DatabaseAccess database;

  public DeadLetterTable(DatabaseAccess database) {
    this.database = database;
  }

  @Override
  public List<DeadLetters.Kept> list(DeadLetters.Wanted wanted, DeadLetters.Shown shown) {
    return database.write(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(LIST)) {
        setTwice(statement, 1, wanted.device());
        setTwice(statement, 3, wanted.reason());
        setTwice(statement, 5, wanted.state());
        statement.setLong(7, wanted.before());
        setTwice(statement, 8, wanted.organisation());
        statement.setInt(10, wanted.limit());
        List<DeadLetters.Kept> letters = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            letters.add(kept(rows));
          }
        }
        tell(connection, shown, letters);
        return letters;
      }
    });
  }

  @Override
  public Optional<DeadLetters.Kept> find(
      long id, @Nullable Integer organisation, DeadLetters.Shown shown) {
    return database.write(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(FIND)) {
        statement.setLong(1, id);
        setTwice(statement, 2, organisation);
        try (ResultSet row = statement.executeQuery()) {
          Optional<DeadLetters.Kept> letter =
              row.next() ? Optional.of(kept(row)) : Optional.empty();
          tell(connection, shown, letter.stream().toList());
          return letter;
        }
      }
    });
  }

  @Override
  public void replayed(long id, boolean close, AuditEntry entry) {
    database.write(connection -> {
      if (close) {
        try (PreparedStatement statement = connection.prepareStatement(CLOSE)) {
          statement.setLong(1, id);
          statement.executeUpdate();
        }
      }
      return AuditTrail.append(connection, entry);
    });
  }

  private static void tell(
      Connection connection, DeadLetters.Shown shown, List<DeadLetters.Kept> letters)
      throws SQLException {
    Optional<AuditEntry> entry = shown.entry(letters);
    if (entry.isPresent()) {
      AuditTrail.append(connection, entry.get());
    }
  }

  private static void setTwice(PreparedStatement statement, int at, Optional<String> value)
      throws SQLException {
    statement.setString(at, value.orElse(null));
    statement.setString(at + 1, value.orElse(null));
  }

  private static void setTwice(PreparedStatement statement, int at, @Nullable Integer value)
      throws SQLException {
    statement.setObject(at, value, Types.INTEGER);
    statement.setObject(at + 1, value, Types.INTEGER);
  }

  private static DeadLetters.Kept kept(ResultSet row) throws SQLException {
    String protocol = row.getString("protocol");
    String reason = row.getString("reason");
    return new DeadLetters.Kept(
        row.getLong("dead_letter_id"),
        new DeadLetter(
            new Provenance(
                new DeviceId(row.getString("device_id")),
                Arrays.stream(Protocol.values())
                    .filter(known -> known.code().equals(protocol))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("unknown protocol " + protocol)),
                row.getBoolean("assured"),
                Columns.instant(row, "received_at"),
                row.getInt("decoder_version")), // Null, before there were versions, reads as 0.
            row.getString("address"),
            row.getString("content_format"),
            RefusalReason.findByCode(reason)
                .orElseThrow(() -> new IllegalStateException("unknown reason " + reason)),
            row.getString("detail"),
            row.getString("pointer"),
            Payload.wrap(row.getBytes("payload")),
            row.getInt("observations"),
            row.getBoolean("acknowledged")),
        row.getString("state"));
  }
}
