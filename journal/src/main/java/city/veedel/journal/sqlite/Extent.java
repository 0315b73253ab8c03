package city.veedel.journal.sqlite;

import java.util.List;
import java.util.Optional;

/**
 * What is committed, at one moment.
 *
 * @param spans the files, oldest first. Numbers between two spans never existed
 * @param next number of the next batch
 */
record Extent(List<Span> spans, long next) {
  Extent {
    spans = List.copyOf(spans);
  }

  /** First number kept; {@link #next} if there is none. */
  long oldest() {
    return spans.isEmpty() ? next : Math.min(spans.getFirst().first(), next);
  }

  /** The span that holds the batch, or the first one after it. */
  Optional<Span> findSpan(long batch) {
    for (Span span : spans) {
      if (span.end() > batch) {
        return Optional.of(span);
      }
    }
    return Optional.empty();
  }
}
