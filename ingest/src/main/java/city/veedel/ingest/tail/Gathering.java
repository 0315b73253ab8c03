package city.veedel.ingest.tail;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.journal.Stretch;
import city.veedel.model.RawMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A batch in the making: stretches are added to it until it is taken. For one thread at a time. */
final class Gathering {
  private final IngestConfig config;
  private final UUID journal;
  private Position from;
  private Position next;
  private List<Entry> entries = new ArrayList<>();
  private long observations;
  private long payloadBytes;

  Gathering(IngestConfig config, UUID journal, Position from) {
    this.config = config;
    this.journal = journal;
    this.from = from;
    this.next = from;
  }

  /** Everything before it has been taken. */
  Position taken() {
    return entries.isEmpty() ? next : from;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Dead letters count as one. */
  long observations() {
    return observations;
  }

  /**
   * How many entries may be asked of the journal.
   *
   * @param maxObservations the batch is closed once it holds so many
   * @return 0 when the batch is full
   */
  int room(int maxObservations) {
    boolean full = observations >= maxObservations || payloadBytes >= config.maxPayloadBytes();
    return full ? 0 : (int) Math.min(config.pollEntries(), maxObservations - observations);
  }

  /** An empty stretch counts too: damaged batches are passed over, so that the place may move. */
  void add(Stretch stretch) {
    for (Entry entry : stretch.entries()) {
      observations += entry instanceof Entry.Accepted accepted ? accepted.observations().size() : 1;
      payloadBytes += payloadBytes(entry);
    }
    entries.addAll(stretch.entries());
    next = stretch.next().compareTo(next) > 0 ? stretch.next() : next;
  }

  /** What has been gathered; the next batch begins behind it. */
  Optional<Batch> take() {
    Optional<Batch> batch =
        entries.isEmpty() ? Optional.empty() : Optional.of(new Batch(journal, from, entries, next));
    from = next;
    entries = new ArrayList<>();
    observations = 0;
    payloadBytes = 0;
    return batch;
  }

  private static long payloadBytes(Entry entry) {
    return switch (entry) {
      case Entry.Accepted accepted -> {
        RawMessage raw = accepted.raw();
        yield raw == null ? 0 : raw.payload().length();
      }
      case Entry.SetAside setAside -> setAside.letter().payload().length();
    };
  }
}
