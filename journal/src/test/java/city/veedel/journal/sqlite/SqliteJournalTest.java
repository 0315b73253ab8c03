package city.veedel.journal.sqlite;

import city.veedel.journal.Journal;
import city.veedel.journal.JournalContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest extends JournalContract {
  @TempDir Path directory;

  @Override
  protected Journal openJournal() {
    return SqliteJournal.open(JournalConfig.in(directory.resolve("journal")));
  }

  @Override
  protected Journal openSmallJournal() {
    return SqliteJournal.open(SmallConfig.in(directory.resolve("journal")));
  }

  @Override
  protected Journal openOtherJournal() {
    return SqliteJournal.open(JournalConfig.in(directory.resolve("other")));
  }
}
