package city.veedel.ingest.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadingAheadTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final MemoryJournal journal = MemoryJournal.create(MemoryJournal.CAPACITY_BYTES);

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void givesEverythingOnceAndInOrder() throws InterruptedException {
    append(0, 500);
    List<Integer> read = new ArrayList<>();
    Position at = Position.BEGINNING;
    try (ReadingAhead ahead = ahead(IngestConfig.DEFAULTS)) {
      append(500, 1_000);
      while (read.size() < 1_000) {
        Batch batch = awaitBatch(ahead, 70);
        assertThat(batch.from()).isEqualTo(at);
        at = batch.next();
        read.addAll(numbers(batch));
      }

      assertThat(read).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
      assertThat(ahead.take(70)).isEmpty();
      assertThat(ahead.taken()).isEqualTo(at);
    }
  }

  @Test
  void aBatchGrowsWhileTheStoreIsBusy() {
    try (ReadingAhead ahead = ahead(IngestConfig.DEFAULTS)) {
      append(0, 3);
      append(3, 6);

      await().until(() -> ahead.gathered() == 6);
    }
  }

  @Test
  void noMoreIsGatheredThanOneBatch() throws InterruptedException {
    append(0, 100);
    try (ReadingAhead ahead = ahead(batchesOf(10))) {
      await().until(() -> ahead.gathered() == 10);

      assertThat(numbers(awaitBatch(ahead, 10))).hasSize(10);
      await().until(() -> ahead.gathered() == 10);
    }
  }

  @Test
  void aBatchThatIsNotFullWaitsForItsInterval() throws InterruptedException {
    IngestConfig tenAnHour = every(Duration.ofHours(1), 10);
    try (ReadingAhead ahead = ahead(tenAnHour)) {
      append(0, 1);
      assertThat(numbers(awaitBatch(ahead, 10))).containsExactly(0);

      Thread sender =
          Thread.ofVirtual()
              .start(() -> IntStream.range(1, 11).forEach(number -> append(number, number + 1)));

      assertThat(numbers(awaitBatch(ahead, 10))).hasSize(10);
      sender.join();
    }
  }

  @Test
  void aLowerLimitHoldsFromTheNextPollOn() throws InterruptedException {
    append(0, 100);
    try (ReadingAhead ahead = ahead(batchesOf(10))) {
      await().until(() -> ahead.gathered() == 10);

      assertThat(numbers(awaitBatch(ahead, 4))).hasSize(10);
      await().until(() -> ahead.gathered() == 4);
      assertThat(numbers(awaitBatch(ahead, 4))).hasSize(4);
    }
  }

  @Test
  void whatWasReadBeforeTheJournalEndedIsGivenBeforeTheReason() throws InterruptedException {
    try (ReadingAhead ahead = ahead(IngestConfig.DEFAULTS)) {
      append(0, 3);
      await().until(() -> ahead.gathered() == 3);
      journal.close();

      assertThat(numbers(awaitBatch(ahead, 10))).containsExactly(0, 1, 2);
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> ahead.take(10)).isInstanceOf(IllegalStateException.class));
    }
  }

  @Test
  void closingEndsItsThread() {
    ReadingAhead ahead = ahead(IngestConfig.DEFAULTS);

    ahead.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("ingest-reader");
  }

  private ReadingAhead ahead(IngestConfig config) {
    return ReadingAhead.start(config, journal, Position.BEGINNING);
  }

  /** A machine under load may take longer than one wait for the first entry. */
  private static Batch awaitBatch(ReadingAhead ahead, int limit) throws InterruptedException {
    Optional<Batch> batch = ahead.take(limit);
    while (batch.isEmpty()) {
      batch = ahead.take(limit);
    }
    return batch.get();
  }

  private static IngestConfig batchesOf(int observations) {
    return every(IngestConfig.DEFAULTS.commitInterval(), observations);
  }

  private static IngestConfig every(Duration commitInterval, int observations) {
    IngestConfig defaults = IngestConfig.DEFAULTS;
    return new IngestConfig(
        observations,
        defaults.maxPayloadBytes(),
        defaults.pollEntries(),
        defaults.pollTimeout(),
        commitInterval,
        defaults.backoffMin(),
        defaults.backoffMax(),
        defaults.repeatMemory(),
        defaults.sequenceWindow(),
        defaults.maxKnownDatastreams());
  }

  private void append(int from, int to) {
    for (int i = from; i < to; i++) {
      Observation observation =
          new Observation(
              new ThingId("pole-1"),
              new PropertyName("no2"),
              NOON.plusSeconds(i),
              TimeOrigin.DEVICE,
              Observation.NO_SEQUENCE,
              new Result.Quantity(i),
              null);
      Provenance provenance =
          new Provenance(new DeviceId("dev-1"), Protocol.MQTT, true, NOON.plusNanos(i * 1_000L));
      journal
          .append(Append.of(new Entry.Accepted(provenance, List.of(observation))))
          .toCompletableFuture()
          .join();
    }
  }

  private static List<Integer> numbers(Batch batch) {
    return batch.entries().stream()
        .flatMap(entry -> ((Entry.Accepted) entry).observations().stream())
        .map(observation -> (int) ((Result.Quantity) observation.result()).value())
        .toList();
  }
}
