package city.veedel.standalone.prove.control;

import city.veedel.journal.Journal;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.journal.sqlite.SqliteJournal;
import city.veedel.standalone.product.Foundations;
import java.util.List;

/** What is rotten. */
public enum Lie {
  /** Acknowledges before the sync. */
  EARLY_ACKNOWLEDGEMENT {
    @Override
    Foundations foundations() {
      return new Foundations(
          config -> new EarlyAcknowledging(SqliteJournal.open(config)), List.of());
    }
  },

  /** {@code fsync=off} in PostgreSQL, with a journal that frees its space as soon as it may. */
  DATABASE_WITHOUT_SYNC {
    @Override
    Foundations foundations() {
      return new Foundations(
          Lie::freeingEarly,
          List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));
    }
  },

  /** Serves what came damaged from the disk as if it were good. */
  JOURNAL_WITHOUT_CHECKSUM {
    @Override
    Foundations foundations() {
      return new Foundations(config -> new UncheckedReading(SqliteJournal.open(config)), List.of());
    }
  };

  private static final int MIB = 1 << 20;

  abstract Foundations foundations();

  private static Journal freeingEarly(JournalConfig config) {
    return SqliteJournal.open(
        new JournalConfig(
            config.directory(),
            config.capacityBytes(),
            4L * MIB,
            config.queueBytes(),
            config.batchBytes(),
            config.appendBytes(),
            MIB,
            config.stretchBytes(),
            config.handshakes(),
            config.damagedBytes(),
            config.commitInterval(),
            config.retryAfter()));
  }
}
