package city.veedel.dashboard.query;

import city.veedel.schema.audit.AuditEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: kept dead letters. Blocks; throws {@link StoreUnavailable}. */
public interface DeadLetterStore {
  /**
   * Newest first.
   *
   * @param shown what the audit trail is told of them, in the same transaction
   */
  List<DeadLetters.Kept> list(DeadLetters.Wanted wanted, DeadLetters.Shown shown);

  /**
   * @param organisation null: of any
   */
  Optional<DeadLetters.Kept> find(long id, @Nullable Integer organisation, DeadLetters.Shown shown);

  /**
   * Keeps that one was replayed.
   *
   * @param close whether an open one is marked as replayed; another state stays
   * @param entry for the audit trail, in the same transaction
   */
  void replayed(long id, boolean close, AuditEntry entry);
}
