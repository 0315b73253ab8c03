package city.veedel.ingest;

import city.veedel.ingest.store.JdbcObservationStore;
import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.journal.codec.EntryBlock;
import city.veedel.model.DeviceId;
import city.veedel.model.Observation;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import city.veedel.model.Result;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows per second of the straight way and of the way that looks first. A program, not a test. */
final class StoreSpeed {
  private static final int ROWS = 20_000;
  private static final int BATCHES = 30;
  private static final int DATASTREAMS = 2_000;
  private static final DeviceId DEVICE = new DeviceId("fast");

  private StoreSpeed() {}

  public static void main(String[] arguments) {
    for (TestEngine engine : TestDatabases.engines()) {
      try (TestDatabase db = engine.fresh();
          JdbcObservationStore store =
              new JdbcObservationStore(
                  db.config(), IngestConfig.DEFAULTS, InstantSource.system())) {
        new Registry(db.database().dataSource(), new DeviceSecrets(new byte[32]))
            .addDevice(new NewDevice(DEVICE, "Fast", "json", Theme.TRAFFIC, null, true));
        UUID journal = UUID.randomUUID();
        Position unused = store.open(journal).orElse(Position.BEGINNING);
        run(store, journal, engine + " warm-up", -5, 5, 0, false);
        run(store, journal, engine + " COPY", 0, BATCHES, 0, false);
        run(store, journal, engine + " repeats", 0, BATCHES, 0, false);
        run(store, journal, engine + " looked up, new", BATCHES, BATCHES, 0, false);
        run(store, journal, engine + " corrections", 0, BATCHES / 3, 1, false);
        run(store, journal, engine + " new, raw kept", 100, BATCHES, 0, true);
        run(store, journal, engine + " new, no raw", 200, BATCHES, 0, false);
        System.out.println(
            db.ask(
                """
                SELECT format('raw: %s payload bytes, %s kept bytes a message, %s table bytes',
                  sum(bytes) / sum(messages), round(sum(length(content))::numeric / sum(messages), 1),
                  round(pg_total_relation_size('raw_messages')::numeric / sum(messages), 1))
                FROM raw_messages\
                """));
        System.out.println(engine + " from " + unused);
      }
    }
  }

  private static void run(
      JdbcObservationStore store,
      UUID journal,
      String what,
      int first,
      int batches,
      double shift,
      boolean raw) {
    List<Batch> prepared = new ArrayList<>();
    for (int b = first; b < first + batches; b++) {
      prepared.add(batch(journal, b, shift, raw));
    }
    long start = System.nanoTime();
    long stored = 0;
    for (Batch batch : prepared) {
      stored += store.write(batch).stored();
    }
    int journalBytes = EntryBlock.encode(prepared.getFirst().entries()).length / ROWS;
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-28s %,10.0f rows/s (%d of %d new, %d journal bytes each)%n",
        what, batches * (double) ROWS / seconds, stored, batches * ROWS, journalBytes);
  }

  private static Batch batch(UUID journal, int number, double shift, boolean raw) {
    List<Entry> entries = new ArrayList<>();
    Instant base = Instant.parse("2026-11-22T12:00:00Z").plusSeconds(10L * number);
    for (int i = 0; i < ROWS; i++) {
      Instant time = base.plusSeconds(i / DATASTREAMS);
      entries.add(
          new Entry.Accepted(
              new Provenance(DEVICE, Protocol.MQTT, true, time.plusNanos(1000L * i)),
              List.of(
                  new Observation(
                      new ThingId(DEVICE.value() + "-" + i % DATASTREAMS),
                      new PropertyName("vehicles"),
                      time,
                      TimeOrigin.DEVICE,
                      Observation.NO_SEQUENCE,
                      new Result.Quantity(i + shift),
                      null)),
              raw ? message(i, time, shift) : null));
    }
    return new Batch(
        journal, new Position(number + 100, 0), entries, new Position(number + 101, 0));
  }

  private static RawMessage message(int i, Instant time, double shift) {
    String json =
        "{\"thing\":\"%s-%d\",\"time\":\"%s\",\"values\":{\"vehicles\":%s}}"
            .formatted(DEVICE, i % DATASTREAMS, time, i + shift);
    return new RawMessage(
        "json",
        "v1/" + DEVICE + "/up",
        "application/json",
        Payload.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }
}
