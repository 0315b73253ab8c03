package city.veedel.journal;

import java.time.Duration;

/** What became of an append. */
public sealed interface AppendResult {
  /** Synced to the disk. {@code position} is that of the first entry. */
  record Durable(Position position) implements AppendResult {}

  /** The journal is full or its queue is; nothing was written. */
  record Full(Duration retryAfter) implements AppendResult {}
}
