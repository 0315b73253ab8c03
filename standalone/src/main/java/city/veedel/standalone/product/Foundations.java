package city.veedel.standalone.product;

import city.veedel.journal.Journal;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.journal.sqlite.SqliteJournal;
import java.util.List;
import java.util.function.Function;

/**
 * What a product stands on. No setting changes it; only {@code prove} stands a product on rotten
 * ones, to see that this is found out.
 *
 * @param journal opens the journal
 * @param serverSettings of the embedded PostgreSQL beyond ours, {@code name=value}
 */
public record Foundations(Function<JournalConfig, Journal> journal, List<String> serverSettings) {
  static final Foundations SOUND = new Foundations(SqliteJournal::open, List.of());

  public Foundations {
    serverSettings = List.copyOf(serverSettings);
  }
}
