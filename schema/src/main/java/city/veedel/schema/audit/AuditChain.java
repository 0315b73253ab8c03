package city.veedel.schema.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.veedel.schema.Transactions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Computes the chain of hashes over the audit trail again, apart from the database's own functions,
 * and compares. Blocks on JDBC; memory does not grow with the trail.
 *
 * <p>Finds an entry that was changed, removed or put in between. That the end was cut off is seen
 * from {@code audit_head}; whoever may write there as well, and computes every later hash anew, is
 * only found by a head that was kept elsewhere.
 */
public final class AuditChain {
  private static final int FETCH_ROWS = 1_000;
  private static final byte[] BEGINNING = "veedel audit trail".getBytes(UTF_8);
  private static final String ENTRIES =
      """
      SELECT audit_entry_id, (extract(epoch FROM at) * 1000000)::bigint::text AS micros, actor,
        action, subject, detail::text AS detail, hash
      FROM audit_entry ORDER BY audit_entry_id
      """;

  private final DataSource source;

  public AuditChain(DataSource source) {
    this.source = source;
  }

  /** What a verification found. */
  public sealed interface Verdict {
    /** Every link holds, up to this one. */
    record Intact(AuditHead head) implements Verdict {}

    /**
     * The first link that does not hold.
     *
     * @param id of the entry, or the number that was expected
     */
    record Broken(long id, String why) implements Verdict {}
  }

  /** The last entry as the database has it; cheap, and proves nothing by itself. */
  public AuditHead head() {
    return Transactions.call(source, AuditChain::head);
  }

  /**
   * Reads the whole trail, as of one moment.
   *
   * @param kept heads of earlier days that must still be part of it
   */
  public Verdict verify(List<AuditHead> kept) {
    return Transactions.inSnapshot(source, connection -> verify(connection, kept));
  }

  private static Verdict verify(Connection connection, List<AuditHead> kept) throws SQLException {
    MessageDigest sha256 = sha256();
    byte[] hash = sha256.digest(BEGINNING);
    long last = 0;
    Set<AuditHead> missing = new HashSet<>(kept);
    missing.remove(AuditHead.of(last, hash));
    try (PreparedStatement query = connection.prepareStatement(ENTRIES)) {
      query.setFetchSize(FETCH_ROWS);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getLong("audit_entry_id");
          hash = next(sha256, hash, row);
          if (!MessageDigest.isEqual(hash, row.getBytes("hash"))) {
            return new Verdict.Broken(
                last,
                "its hash does not follow from its content and the entry before it: one of them was"
                    + " changed, or something between them was removed or put in");
          }
          missing.remove(AuditHead.of(last, hash));
        }
      }
    }
    return ending(AuditHead.of(last, hash), head(connection), missing);
  }

  private static Verdict ending(AuditHead computed, AuditHead recorded, Set<AuditHead> missing) {
    if (!computed.equals(recorded)) {
      return new Verdict.Broken(
          computed.id() + 1,
          "the trail ends at entry "
              + computed.id()
              + " but went on to entry "
              + recorded.id()
              + ": its end was cut off");
    }
    return missing.stream()
        .map(AuditHead::id)
        .min(Long::compare)
        .<Verdict>map(id ->
            new Verdict.Broken(
                id, "the head that was kept elsewhere is not part of the trail any more"))
        .orElse(new Verdict.Intact(computed));
  }

  private static AuditHead head(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT audit_entry_id, hash FROM audit_head");
        ResultSet row = query.executeQuery()) {
      return row.next()
          ? AuditHead.of(row.getLong("audit_entry_id"), row.getBytes("hash"))
          : new AuditHead(0, "");
    }
  }

  /** As the function audit_hash of the schema spells it. */
  private static byte[] next(MessageDigest sha256, byte[] previous, ResultSet row)
      throws SQLException {
    sha256.update(previous);
    for (String field :
        List.of("audit_entry_id", "micros", "actor", "action", "subject", "detail")) {
      byte[] bytes = row.getString(field).getBytes(UTF_8);
      sha256.update((bytes.length + ":").getBytes(UTF_8));
      sha256.update(bytes);
    }
    return sha256.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
