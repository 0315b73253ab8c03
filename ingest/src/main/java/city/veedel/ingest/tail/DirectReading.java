package city.veedel.ingest.tail;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
import city.veedel.journal.Journal;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import java.time.Duration;
import java.util.Optional;

/** Reads on the thread that asks, so that a test decides what happens when. */
final class DirectReading implements BatchSource {
  private final Reader reader;
  private final Gathering gathering;
  private final Duration pollTimeout;

  DirectReading(IngestConfig config, Journal journal, Position from) {
    this.reader = journal.reader(from);
    this.gathering = new Gathering(config, journal.id(), from);
    this.pollTimeout = config.pollTimeout();
  }

  @Override
  public Optional<Batch> take(int maxObservations) throws InterruptedException {
    Duration timeout = pollTimeout;
    for (int room = gathering.room(maxObservations);
        room > 0;
        room = gathering.room(maxObservations)) {
      Stretch stretch = reader.poll(room, timeout);
      gathering.add(stretch);
      if (stretch.isEmpty()) {
        break;
      }
      timeout = Duration.ZERO;
    }
    return gathering.take();
  }

  @Override
  public Position taken() {
    return gathering.taken();
  }

  @Override
  public void close() {
    reader.close();
  }
}
