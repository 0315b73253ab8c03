package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.ingest.store.JdbcObservationStore;
import city.veedel.ingest.tail.IngestLoop;
import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.memory.MemoryJournal;
import city.veedel.schema.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("databases")
class PositionTest {
  private final TestDatabase db;

  PositionTest(TestDatabase db) {
    this.db = db;
  }

  static List<TestDatabase> databases() {
    return Databases.fresh();
  }

  @Test
  void aRestartGoesOnWhereTheDatabaseIs() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      city.restart();
      city.send(city.at(NOON.plusSeconds(1), "no2", 2));
      city.drain();

      assertThat(city.loop.status().stored()).isEqualTo(1);
      assertThat(city.loop.status().drained()).isTrue();
      assertThat(city.receipt()).isEqualTo("2 2 0 0 0 0 0");
    }
  }

  @Test
  void aCrashBetweenCommitAndReleaseStoresNothingTwice() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1), city.at(NOON, "no2", 2));
      city.setAside(true, 1, "broken");
      NeverReleased kept = new NeverReleased(city.journal);
      try (IngestLoop first = loop(city, kept)) {
        assertThat(first.turn()).isEqualTo(IngestLoop.Turn.STORED);
      }

      try (IngestLoop second = loop(city, kept)) {
        assertThat(second.turn()).isEqualTo(IngestLoop.Turn.IDLE);
      }
      assertThat(city.receipt()).isEqualTo("3 1 0 1 1 0 0");
      assertThat(city.deadLetters()).isEqualTo("payload_malformed ");
    }
  }

  @Test
  void aSecondIngestOnTheSameJournalWaits() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      try (IngestLoop second = city.newLoop(db.config())) {
        assertThat(second.turn()).isEqualTo(IngestLoop.Turn.FAILED);
        assertThat(second.status().lastError()).contains("another ingest");

        city.loop.close();
        assertThat(second.turn()).isEqualTo(IngestLoop.Turn.IDLE);
      }
    }
  }

  @Test
  void aJournalPutBackToAnOlderCopyIsReadFromItsStart() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      db.execute(
          "UPDATE ingest_position SET batch = 1000 WHERE journal_id = '" + city.journal.id() + "'");
      city.send(city.at(NOON.plusSeconds(1), "no2", 2));
      city.restart();

      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=1 12:00:01.000000=2");
    }
  }

  @Test
  void aNewJournalIsReadFromItsStart() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      city.journal = MemoryJournal.create();
      city.send(city.at(NOON.plusSeconds(1), "no2", 2));
      city.restart();

      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=1 12:00:01.000000=2");
    }
  }

  private IngestLoop loop(City city, Journal journal) {
    return new IngestLoop(
        city.config,
        journal,
        new JdbcObservationStore(db.config(), city.config, InstantSource.system()),
        city.heard::addAll,
        new SimpleMeterRegistry(),
        InstantSource.system());
  }

  /** A journal whose ingest always dies before it can release. */
  private record NeverReleased(Journal journal) implements Journal {
    @Override
    public UUID id() {
      return journal.id();
    }

    @Override
    public CompletionStage<AppendResult> append(Append append) {
      return journal.append(append);
    }

    @Override
    public CompletionStage<AppendResult> end(Handshake handshake) {
      return journal.end(handshake);
    }

    @Override
    public Set<Handshake> openHandshakes() {
      return journal.openHandshakes();
    }

    @Override
    public Reader reader(Position from) {
      return journal.reader(from);
    }

    @Override
    public void release(Position upTo) {}

    @Override
    public JournalStatus status() {
      return journal.status();
    }

    @Override
    public void close() {}
  }
}
