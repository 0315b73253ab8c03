package city.veedel.standalone.bench;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Entry;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.journal.sqlite.SqliteJournal;
import city.veedel.model.DeviceId;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/** What this machine's disk and the journal alone can do, on the disk of the bench. */
final class Ceilings {
  private static final int IN_FLIGHT = 8_192;
  private static final int SYNC_BYTES = 4_096;

  private Ceilings() {}

  /**
   * A bare fdatasync after 4 KiB appended, again and again.
   *
   * @return microseconds
   */
  static Histogram syncs(Path directory, double seconds) throws IOException {
    Histogram micros = new Histogram(3);
    Path file = Files.createTempFile(directory, "sync-", ".bin");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(SYNC_BYTES);
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (System.nanoTime() - end < 0) {
        block.clear();
        long before = System.nanoTime();
        channel.write(block);
        channel.force(false);
        micros.recordValue((System.nanoTime() - before) / 1_000);
      }
    } finally {
      Files.delete(file);
    }
    return micros;
  }

  /** Messages a second that the journal alone makes durable, always with 8,192 in flight. */
  static double journal(Path directory, int valuesPerMessage, double seconds)
      throws IOException, InterruptedException {
    Path own = directory.resolve("ceiling-journal");
    Files.createDirectories(own);
    Append append = Append.of(message(valuesPerMessage));
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(own))) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long sent = 0;
      while (System.nanoTime() - end < 0 && failure.get() == null) {
        room.acquire();
        sent++;
        journal
            .append(append)
            .whenComplete((result, error) -> {
              if (error != null || !(result instanceof AppendResult.Durable)) {
                failure.set(error == null ? new IOException("the journal is full") : error);
              }
              room.release();
            });
      }
      room.acquire(IN_FLIGHT);
      if (failure.get() != null) {
        throw new IOException("the journal gave up", failure.get());
      }
      return sent / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static Entry message(int values) {
    Instant time = Instant.now();
    ThingId thing = new ThingId("bench-1");
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      observations.add(observation(thing, "v" + i, time));
    }
    return new Entry.Accepted(
        new Provenance(new DeviceId("bench-1"), Protocol.MQTT, true, time), observations);
  }

  private static Observation observation(ThingId thing, String name, Instant time) {
    return new Observation(
        thing,
        new PropertyName(name),
        time,
        TimeOrigin.DEVICE,
        Observation.NO_SEQUENCE,
        new Result.Quantity(1.5),
        null);
  }
}
