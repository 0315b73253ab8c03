package city.veedel.journal.sqlite;

import city.veedel.journal.Handshake;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a directory holds when it is opened.
 *
 * @param spans every file with a batch in it, none of them written any more
 * @param end number after the last batch there is or was; the next file follows here
 * @param next number of the next batch. More than {@code end} where numbers are left out, because a
 *     lost commit may have had them
 * @param handshakes begun and not ended
 */
record Recovered(UUID journal, List<Span> spans, long end, long next, Set<Handshake> handshakes) {
  Recovered {
    spans = List.copyOf(spans);
    handshakes = Set.copyOf(handshakes);
  }
}
