package city.veedel.ingest.tail;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestStatus;
import city.veedel.ingest.Written;
import city.veedel.journal.Entry;
import city.veedel.journal.Journal;
import city.veedel.journal.Position;
import city.veedel.model.Provenance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What an ingest counts. Written by the loop only; read by anybody. */
final class IngestMeters {
  private final Journal journal;
  private final InstantSource clock;
  private final Counter stored;
  private final Counter duplicate;
  private final Counter corrected;
  private final Counter quarantined;
  private final Counter batches;
  private final Counter failures;

  private volatile boolean connected;
  private volatile Position position = Position.BEGINNING;
  private volatile Instant lastReceivedAt = Instant.EPOCH;
  private volatile String lastError = "";

  IngestMeters(MeterRegistry registry, Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
    stored = observations(registry, "stored");
    duplicate = observations(registry, "duplicate");
    corrected = observations(registry, "corrected");
    quarantined = observations(registry, "quarantined");
    batches =
        Counter.builder("veedel.ingest.batches")
            .description("Batches committed")
            .register(registry);
    failures =
        Counter.builder("veedel.ingest.failures")
            .description("Turns that failed and were tried again")
            .register(registry);
    Gauge.builder("veedel.ingest.lag.batches", this, IngestMeters::lagBatches)
        .description("Journal batches not yet stored")
        .register(registry);
    Gauge.builder("veedel.ingest.lag", this, meters -> meters.lag().toMillis() / 1000.0)
        .description("Age of what is being stored; 0 when nothing waits")
        .baseUnit("seconds")
        .register(registry);
  }

  private static Counter observations(MeterRegistry registry, String outcome) {
    return Counter.builder("veedel.ingest.observations")
        .description("What became of acknowledged observations")
        .tag("outcome", outcome)
        .register(registry);
  }

  void idle(Position at) {
    connected = true;
    position = at;
  }

  void stored(Batch batch, Written written) {
    stored.increment((double) written.stored());
    duplicate.increment((double) written.duplicate());
    corrected.increment((double) written.corrected());
    quarantined.increment((double) written.quarantined());
    batches.increment();
    lastReceivedAt = provenance(batch.entries().getLast()).receivedAt();
    position = batch.next();
    connected = true;
  }

  void failed(String error) {
    failures.increment();
    lastError = error;
    connected = false;
  }

  IngestStatus status() {
    return new IngestStatus(
        connected,
        position,
        lagBatches(),
        lag(),
        (long) stored.count(),
        (long) duplicate.count(),
        (long) corrected.count(),
        (long) quarantined.count(),
        (long) batches.count(),
        (long) failures.count(),
        lastError);
  }

  private long lagBatches() {
    Position next = journal.status().next();
    Position reached = position;
    long whole = Math.max(0, next.batch() - reached.batch());
    // Where reading stands at the end of the last batch, its successor has not begun.
    return next.compareTo(reached) <= 0 ? 0 : Math.max(1, whole);
  }

  private Duration lag() {
    if (lagBatches() == 0) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(lastReceivedAt, clock.instant());
    return lastReceivedAt.equals(Instant.EPOCH) || age.isNegative() ? Duration.ZERO : age;
  }

  private static Provenance provenance(Entry entry) {
    return switch (entry) {
      case Entry.Accepted accepted -> accepted.provenance();
      case Entry.SetAside setAside -> setAside.letter().provenance();
    };
  }
}
