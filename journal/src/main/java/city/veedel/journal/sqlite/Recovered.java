package city.veedel.journal.sqlite;

import city.veedel.journal.Handshake;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a directory holds when it is opened.
 *
 * @param spans every file with a batch in it, none of them written any more
 * @param next number of the next batch: after everything that ever had one
 * @param handshakes begun and not ended
 */
record Recovered(UUID journal, List<Span> spans, long next, Set<Handshake> handshakes) {
  Recovered {
    spans = List.copyOf(spans);
    handshakes = Set.copyOf(handshakes);
  }

  /** Where the last file ends, and the next one follows. */
  long end() {
    return spans.isEmpty() ? next : spans.getLast().end();
  }
}
