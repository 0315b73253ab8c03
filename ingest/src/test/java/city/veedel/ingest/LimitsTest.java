package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.ingest.tail.IngestLoop;
import city.veedel.journal.Append;
import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.journal.memory.MemoryJournal;
import city.veedel.model.DeviceId;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bounds of {@link IngestConfig}. */
class LimitsTest {
  private static final IngestConfig USUAL = IngestConfig.DEFAULTS;

  private static IngestConfig config(int maxObservations, int maxKnownDatastreams) {
    return new IngestConfig(
        maxObservations,
        USUAL.maxPayloadBytes(),
        USUAL.pollEntries(),
        USUAL.pollTimeout(),
        USUAL.commitInterval(),
        USUAL.backoffMin(),
        USUAL.backoffMax(),
        USUAL.repeatMemory(),
        USUAL.sequenceWindow(),
        maxKnownDatastreams);
  }

  @Test
  void aBatchClosesAtItsObservationsOneMessageMoreMayBeInside() throws Exception {
    try (TestDatabase db = TestDatabases.embedded();
        City city = new City(db, config(10, 1_000), "json")) {
      for (int i = 0; i < 25; i++) {
        city.send(city.at(NOON.plusSeconds(i), "no2", i));
      }

      assertThat(city.loop.turn()).isEqualTo(IngestLoop.Turn.STORED);
      assertThat(city.receipt()).startsWith("10 10 ");
      assertThat(city.loop.turn()).isEqualTo(IngestLoop.Turn.STORED);
      assertThat(city.receipt()).startsWith("20 20 ");
      city.drain();

      assertThat(city.receipt()).startsWith("25 25 ");
    }
  }

  /** Every second turn finds all datastreams forgotten, and nothing of it shows. */
  @Test
  void theMemoryOfDatastreamsStartsAnewWhenItIsFull() throws Exception {
    try (TestDatabase db = TestDatabases.embedded();
        City city = new City(db, config(2, 3), "json")) {
      for (int round = 0; round < 4; round++) {
        for (int property = 0; property < 8; property++) {
          city.send(city.at(NOON.plusSeconds(round), "p" + property, property));
        }
      }

      city.drain();

      assertThat(city.receipt()).startsWith("32 32 0 0 0 ");
      assertThat(
              db.ask(
                  "SELECT count(*) FROM datastream WHERE thing_id = '%s'"
                      .formatted(city.device.value())))
          .isEqualTo("8");
      assertThat(city.stored("p7").split(" ")).hasSize(4);
    }
  }

  @Test
  void aBatchThatTookTooLongIsHalvedAndGrowsAgainWithSuccess() throws Exception {
    MemoryJournal journal = MemoryJournal.create(1L << 30);
    SlowStore store = new SlowStore();
    try (IngestLoop loop =
        new IngestLoop(
            config(1_600, 1_000),
            journal,
            store,
            observations -> {},
            new SimpleMeterRegistry(),
            InstantSource.system())) {
      for (int i = 0; i < 10_000; i++) {
        journal.append(Append.of(entry(i))).toCompletableFuture().join();
      }

      store.tooSlow = true;
      for (int attempt = 0; attempt < 5; attempt++) {
        assertThat(loop.turn()).isEqualTo(IngestLoop.Turn.FAILED);
      }
      store.tooSlow = false;
      for (int attempt = 0; attempt < 5; attempt++) {
        assertThat(loop.turn()).isEqualTo(IngestLoop.Turn.STORED);
      }

      assertThat(store.batches)
          .containsExactly(1_600, 800, 400, 200, 200, 200, 400, 800, 1_600, 1_600);
    }
  }

  private static Entry entry(int number) {
    return new Entry.Accepted(
        new Provenance(
            new DeviceId("counter"), Protocol.MQTT, true, NOON.plusNanos(1_000L * number)),
        List.of(
            new Observation(
                new ThingId("counter"),
                new PropertyName("count"),
                NOON.plusSeconds(number),
                TimeOrigin.DEVICE,
                Observation.NO_SEQUENCE,
                new Result.Quantity(number),
                null)));
  }

  /** Gives up on the size of the work, as a database does at its statement timeout. */
  private static final class SlowStore implements ObservationStore {
    final List<Integer> batches = new ArrayList<>();
    boolean tooSlow;
    private Optional<Position> position = Optional.empty();

    @Override
    public Optional<Position> open(UUID journal) {
      return position;
    }

    @Override
    public Written write(Batch batch) {
      batches.add(batch.entries().size());
      if (tooSlow) {
        throw new StoreUnavailableException("too slow", true, new IllegalStateException("timeout"));
      }
      position = Optional.of(batch.next());
      return new Written(batch.entries().size(), 0, 0, 0, 0, List.of());
    }

    @Override
    public void tend() {
      // Nothing is due.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
