package city.veedel.dashboard.query;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: kept dead letters. Blocks; throws {@link StoreUnavailable}. */
public interface DeadLetterStore {
  /** Newest first. */
  List<DeadLetters.Kept> list(DeadLetters.Wanted wanted);

  /**
   * @param organisation null: of any
   */
  Optional<DeadLetters.Kept> find(long id, @Nullable Integer organisation);

  /** Marks an open one as replayed; another state stays. */
  void close(long id);
}
