package city.veedel.ingest;

import city.veedel.ingest.store.JdbcObservationStore;
import city.veedel.ingest.tail.IngestLoop;
import city.veedel.journal.Append;
import city.veedel.journal.Entry;
import city.veedel.journal.memory.MemoryJournal;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.StoredObservation;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A device of its own, its journal, and an ingest that is moved by hand. */
final class City implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final AtomicInteger DEVICES = new AtomicInteger();

  final TestDatabase db;
  final DeviceId device = new DeviceId("sensor-" + DEVICES.incrementAndGet());
  final List<StoredObservation> heard = new ArrayList<>();
  final IngestConfig config;
  MemoryJournal journal = MemoryJournal.create(1L << 30);
  IngestLoop loop;
  private long receipts;

  City(TestDatabase db) {
    this(db, IngestConfig.DEFAULTS, "json");
  }

  City(TestDatabase db, IngestConfig config, String type) {
    this.db = db;
    this.config = config;
    new Registry(db.database().dataSource(), new DeviceSecrets(new byte[32]))
        .addDevice(new NewDevice(device, "A sensor", type, Theme.AIR, null, true));
    loop = newLoop(db.config());
  }

  IngestLoop newLoop(DatabaseConfig database) {
    return new IngestLoop(
        config,
        journal,
        new JdbcObservationStore(database, config, InstantSource.system()),
        heard::addAll,
        new SimpleMeterRegistry(),
        InstantSource.system());
  }

  /** As after a crash of the ingest: nothing is left of it but what is in the database. */
  void restart() {
    loop.close();
    loop = newLoop(db.config());
  }

  ThingId own() {
    return new ThingId(device.value());
  }

  Provenance received() {
    return received(NOON.plusNanos(1000 * ++receipts));
  }

  Provenance received(int decoderVersion) {
    Provenance any = received();
    return new Provenance(
        any.device(), any.protocol(), any.assured(), any.receivedAt(), decoderVersion);
  }

  Provenance received(Instant at) {
    return new Provenance(device, Protocol.MQTT, true, at);
  }

  Observation at(Instant time, String property, Result result) {
    return new Observation(
        own(),
        new PropertyName(property),
        time,
        TimeOrigin.DEVICE,
        Observation.NO_SEQUENCE,
        result,
        null);
  }

  Observation at(Instant time, String property, double value) {
    return at(time, property, new Result.Quantity(value));
  }

  Observation numbered(long sequence, Instant time, TimeOrigin origin, double value) {
    return new Observation(
        own(), new PropertyName("no2"), time, origin, sequence, new Result.Quantity(value), null);
  }

  Observation located(ThingId thing, Instant time, Location location) {
    return new Observation(
        thing,
        new PropertyName("battery"),
        time,
        TimeOrigin.DEVICE,
        Observation.NO_SEQUENCE,
        new Result.Quantity(80),
        location);
  }

  void send(Observation... observations) {
    send(received(), observations);
  }

  void send(Provenance provenance, Observation... observations) {
    append(new Entry.Accepted(provenance, List.of(observations)));
  }

  void setAside(boolean acknowledged, int observations, String detail) {
    setAside(received(), acknowledged, observations, detail);
  }

  void setAside(Provenance provenance, boolean acknowledged, int observations, String detail) {
    append(
        new Entry.SetAside(
            new DeadLetter(
                provenance,
                "v1/" + device + "/up",
                "application/json",
                RefusalReason.PAYLOAD_MALFORMED,
                detail,
                "",
                Payload.copyOf("{".getBytes(StandardCharsets.UTF_8)),
                observations,
                acknowledged)));
  }

  void append(Entry... entries) {
    journal.append(Append.of(entries)).toCompletableFuture().join();
  }

  /** Turns until the journal is empty; fails on the first failure. */
  void drain() throws InterruptedException {
    IngestLoop.Turn turn = loop.turn();
    while (turn == IngestLoop.Turn.STORED) {
      turn = loop.turn();
    }
    if (turn == IngestLoop.Turn.FAILED) {
      throw new AssertionError(loop.status().lastError());
    }
  }

  /** {@code time=value} of one property of the device's own thing, as stored. */
  String stored(String property) {
    return db.ask(
        """
        SELECT string_agg(to_char(phenomenon_time, 'HH24:MI:SS.US') || '='
          || coalesce(result::text, result_text, 'gap'), ' ' ORDER BY phenomenon_time)
        FROM observation WHERE datastream_id = %s\
        """
            .formatted(datastream(property)));
  }

  String latest(String property) {
    return db.ask(
        """
        SELECT to_char(phenomenon_time, 'HH24:MI') || '=' || coalesce(result::text, result_text, 'gap')
        FROM latest_observation WHERE datastream_id = %s\
        """
            .formatted(datastream(property)));
  }

  String revisions(String property) {
    return db.ask(
        """
        SELECT coalesce(string_agg(result::text, ' ' ORDER BY received_at), '')
        FROM observation_revision WHERE datastream_id = %s\
        """
            .formatted(datastream(property)));
  }

  /** Decoder versions of {@code no2} by time, in the table of observations or of revisions. */
  String versions(String table) {
    return db.ask(
        """
        SELECT string_agg(coalesce(decoder_version::text, '-'), ' ' ORDER BY phenomenon_time)
        FROM %s WHERE datastream_id = %s\
        """
            .formatted(table, datastream("no2")));
  }

  String datastream(String property) {
    return db.ask(
        "SELECT coalesce(max(datastream_id), -1) FROM datastream WHERE thing_id = '%s' AND property = '%s'"
            .formatted(device, property));
  }

  /** {@code accepted stored duplicate corrected quarantined late refused}. */
  String receipt() {
    return db.ask(
        """
        SELECT concat_ws(' ', sum(accepted), sum(stored), sum(duplicate), sum(corrected),
          sum(quarantined), sum(late), sum(refused))
        FROM receipt WHERE device_id = '%s'\
        """
            .formatted(device));
  }

  String deadLetters() {
    return db.ask(
        """
        SELECT coalesce(string_agg(reason || ' ' || pointer, ', ' ORDER BY dead_letter_id), '')
        FROM dead_letter WHERE device_id = '%s'\
        """
            .formatted(device));
  }

  @Override
  public void close() {
    loop.close();
    journal.close();
  }
}
