package city.veedel.dashboard.http;

import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What has been shown to whom a moment ago: a page that asks the same again and again leaves one
 * entry in the audit trail a minute.
 */
final class RecentReads {
  private static final int REMEMBERED = 10_000;
  private static final Duration SAME = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<Read, Instant> told =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Read, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Read(Actor who, String question) {}

  RecentReads(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param subject for the entry
   * @param question what was asked for, down to the page
   * @param count of what is shown
   * @return empty where nothing is shown or the trail says it already
   */
  synchronized Optional<AuditEntry> entry(Actor who, String subject, String question, int count) {
    Instant now = clock.instant();
    Instant last = told.get(new Read(who, question));
    if (count == 0 || last != null && now.isBefore(last.plus(SAME))) {
      return Optional.empty();
    }
    return Optional.of(
        AuditEntry.of(
            now, who, Act.DEAD_LETTERS_READ, subject, Map.of("count", Integer.toString(count))));
  }

  /** The trail says now that it was shown. */
  synchronized void kept(Actor who, String question, AuditEntry entry) {
    told.put(new Read(who, question), entry.at());
  }
}
