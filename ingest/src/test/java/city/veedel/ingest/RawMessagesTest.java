package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.ingest.store.JdbcObservationStore;
import city.veedel.ingest.store.KeptMessage;
import city.veedel.ingest.store.RawMessages;
import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceType;
import city.veedel.model.Payload;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("databases")
class RawMessagesTest {
  private static final AtomicInteger TYPES = new AtomicInteger();

  private final TestDatabase db;
  private final RawMessages reader;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  RawMessagesTest(TestDatabase db) {
    this.db = db;
    this.reader = new RawMessages(db.database());
  }

  static List<TestDatabase> databases() {
    return Databases.fresh();
  }

  @Test
  void messagesAreReadBackAsTheyCameIn() throws Exception {
    String type = newType(false, 7);
    try (City city = new City(db, IngestConfig.DEFAULTS, type)) {
      byte[] everyByte = new byte[256];
      for (int i = 0; i < everyByte.length; i++) {
        everyByte[i] = (byte) i;
      }
      List<KeptMessage> sent = new ArrayList<>();
      sent.add(send(city, type, "v1/x/up", "application/json", "{\"values\":{\"no2\":1}}"));
      sent.add(send(city, type, "v1/\u00fc\u0000/\ud83d\ude80", "", new byte[0]));
      sent.add(send(city, type, "/v1/x/up", "application/senml+cbor", everyByte));

      city.drain();

      assertThat(all(type)).isEqualTo(sent);
      assertThat(db.ask("SELECT count(*) FROM raw_messages WHERE device_type_id = '" + type + "'"))
          .isEqualTo("1");
      assertThat(
              db.ask(
                  "SELECT concat_ws(' ', messages, bytes, keep_until - last_received_at)"
                      + " FROM raw_messages WHERE device_type_id = '"
                      + type
                      + "'"))
          .isEqualTo("3 276 7 days");
    }
  }

  @Test
  void theLastOfAStretchOfTimeAreReadOldestFirst() throws Exception {
    String type = newType(false, 7);
    try (City city = new City(db, IngestConfig.DEFAULTS, type)) {
      List<KeptMessage> sent = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        sent.add(send(city, type, "a", "", "message " + i));
        sent.add(send(city, type, "a", "", "message " + i + " of the same batch"));
        city.drain();
      }
      Instant third = sent.get(2).provenance().receivedAt();
      Instant eighth = sent.get(7).provenance().receivedAt();

      assertThat(reader.last(3, type, Instant.EPOCH, NOON.plusSeconds(9)))
          .isEqualTo(sent.subList(7, 10));
      assertThat(reader.last(100, type, third, eighth)).isEqualTo(sent.subList(2, 7));
      assertThat(reader.last(2, type, third, eighth)).isEqualTo(sent.subList(5, 7));
      assertThat(reader.last(2, "json", third, eighth)).isEmpty();
      assertThatThrownBy(() -> reader.last(10_001, type, third, eighth))
          .hasMessageContaining("was 10001");
    }
  }

  @Test
  void aBatchStoredAgainAndAJournalReadAgainKeepEveryMessageOnce() throws Exception {
    String type = newType(false, 7);
    try (City city = new City(db, IngestConfig.DEFAULTS, type)) {
      List<KeptMessage> sent = new ArrayList<>();
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        KeptMessage kept = message(city, type, "a", "", bytes("message " + i));
        sent.add(kept);
        entries.add(entry(city, kept));
      }
      Position from = new Position(4, 1);
      Batch batch = new Batch(UUID.randomUUID(), from, entries, new Position(5, 0));
      try (JdbcObservationStore store = store()) {
        assertThat(store.open(batch.journal())).isEmpty();
        store.write(batch);
        store.write(batch);
        assertThat(blocks(type)).isEqualTo("1");

        // Read again from the start, other batches are made of the same entries.
        store.write(
            new Batch(
                batch.journal(), Position.BEGINNING, entries.subList(0, 2), new Position(4, 3)));
        store.write(
            new Batch(
                batch.journal(), new Position(4, 3), entries.subList(2, 3), new Position(5, 0)));
      }

      assertThat(all(type)).isEqualTo(sent);
    }
  }

  @Test
  void aJournalPutBackGivesItsPositionsToOtherMessages() throws Exception {
    String type = newType(false, 7);
    try (City city = new City(db, IngestConfig.DEFAULTS, type);
        JdbcObservationStore store = store()) {
      UUID journal = UUID.randomUUID();
      assertThat(store.open(journal)).isEmpty();
      List<KeptMessage> sent = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        KeptMessage kept = message(city, type, "a", "", bytes("message " + i));
        sent.add(kept);
        store.write(
            new Batch(journal, Position.BEGINNING, List.of(entry(city, kept)), new Position(1, 0)));
      }

      assertThat(all(type)).isEqualTo(sent);
    }
  }

  @Test
  void nothingIsKeptOfATypeThatPseudonymisesOrKeepsNone() throws Exception {
    for (String type : List.of(newType(true, 30), newType(false, 0))) {
      try (City city = new City(db, IngestConfig.DEFAULTS, type)) {
        // As from a journal written before the type was set so.
        send(city, type, "a", "", "scooter-4711");

        city.drain();

        assertThat(all(type)).isEmpty();
        assertThat(blocks(type)).isEqualTo("0");
        assertThat(city.receipt()).startsWith("1 1");
      }
    }
  }

  @Test
  void whatIsPastItsDaysIsDeletedALimitedNumberAtATime() throws Exception {
    String type = newType(false, 2);
    try (City city = new City(db, IngestConfig.DEFAULTS, type);
        JdbcObservationStore store = store()) {
      KeptMessage kept = send(city, type, "a", "", "old");
      city.drain();
      assertThat(store.open(UUID.randomUUID())).isEmpty();

      now.set(kept.provenance().receivedAt().plus(Duration.ofDays(2)).minusMillis(1));
      store.tend();
      assertThat(blocks(type)).isEqualTo("1");

      now.set(now.get().plus(Duration.ofMinutes(2)));
      store.tend();
      assertThat(blocks(type)).isEqualTo("0");

      db.execute(
          """
          INSERT INTO raw_messages (device_type_id, first_received_at, last_received_at, messages,
            bytes, content, keep_until, journal_id, journal_batch, journal_index, part)
          SELECT '%s', '2020-01-01Z', '2020-01-01Z', 600, 1, '', '2020-01-02Z',
            gen_random_uuid(), 1, 1, 0 FROM generate_series(1, 1500)\
          """
              .formatted(type));
      now.set(now.get().plus(Duration.ofMinutes(2)));
      store.tend();
      assertThat(blocks(type)).isEqualTo("500");
      // Because there was more, without waiting.
      store.tend();
      assertThat(blocks(type)).isEqualTo("0");
    }
  }

  @Test
  void aTypeThatIsSetToKeepNoneLosesWhatWasKept() throws Exception {
    String type = newType(false, 7);
    try (City city = new City(db, IngestConfig.DEFAULTS, type);
        JdbcObservationStore store = store()) {
      send(city, type, "a", "", "soon unwanted");
      city.drain();
      assertThat(store.open(UUID.randomUUID())).isEmpty();

      db.execute("UPDATE device_type SET keep_raw_days = 0 WHERE device_type_id = '" + type + "'");
      store.tend();

      assertThat(blocks(type)).isEqualTo("0");
    }
  }

  @Test
  void smallBlocksOfAnHourAreJoinedAndReadBackTheSame() throws Exception {
    String type = newType(false, 7);
    try (City city = new City(db, IngestConfig.DEFAULTS, type);
        JdbcObservationStore store = store()) {
      List<KeptMessage> sent = new ArrayList<>();
      UUID journal = UUID.randomUUID();
      assertThat(store.open(journal)).isEmpty();
      for (int i = 0; i < 600; i++) {
        KeptMessage kept = message(city, type, "a", "", bytes("message " + i));
        sent.add(kept);
        store.write(
            new Batch(
                journal, new Position(i, 0), List.of(entry(city, kept)), new Position(i + 1, 0)));
      }
      assertThat(blocks(type)).isEqualTo("600");

      store.tend();
      assertThat(blocks(type)).isEqualTo("101");
      store.tend();
      assertThat(blocks(type)).isEqualTo("1");

      assertThat(all(type)).isEqualTo(sent);
    }
  }

  @Test
  void aBatchOfLargeMessagesBecomesSeveralBlocksAndIsClosedByItsBytes() throws Exception {
    String type = newType(false, 7);
    IngestConfig config =
        new IngestConfig(
            20_000,
            8L << 20,
            10,
            Duration.ofMillis(200),
            Duration.ZERO,
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofDays(7),
            1_000);
    try (City city = new City(db, config, type)) {
      for (int i = 0; i < 160; i++) {
        send(city, type, "a", "application/octet-stream", new byte[65_536]);
      }

      city.drain();

      assertThat(reader.last(200, type, Instant.EPOCH, NOON.plusSeconds(9)))
          .hasSize(160)
          .allSatisfy(kept -> assertThat(kept.message().payload().length()).isEqualTo(65_536));
      // 8 MiB in the first batch as two full blocks, the rest in the second.
      assertThat(
              db.ask(
                  """
                  SELECT string_agg(messages || ' of part ' || part, ', ' ORDER BY first_received_at)
                  FROM raw_messages WHERE device_type_id = '%s'\
                  """
                      .formatted(type)))
          .isEqualTo("64 of part 1, 64 of part 2, 2 of part 0, 30 of part 0");
    }
  }

  private JdbcObservationStore store() {
    return new JdbcObservationStore(db.config(), IngestConfig.DEFAULTS, now::get);
  }

  private String newType(boolean pseudonymises, int keepRawDays) {
    String id = "raw-" + TYPES.incrementAndGet();
    new Registry(db.database().dataSource(), new DeviceSecrets(new byte[32]))
        .addDeviceType(
            new DeviceType(
                id, id, "json", AcceptedTime.LIVE, true, pseudonymises, keepRawDays, Map.of()));
    return id;
  }

  private static KeptMessage message(
      City city, String type, String address, String format, byte[] payload) {
    return new KeptMessage(
        city.received(), new RawMessage(type, address, format, Payload.wrap(payload)));
  }

  private static Entry entry(City city, KeptMessage kept) {
    Provenance provenance = kept.provenance();
    return new Entry.Accepted(
        provenance, List.of(city.at(provenance.receivedAt(), "no2", 1)), kept.message());
  }

  private static KeptMessage send(
      City city, String type, String address, String format, byte[] payload) {
    KeptMessage kept = message(city, type, address, format, payload);
    city.append(entry(city, kept));
    return kept;
  }

  private static KeptMessage send(
      City city, String type, String address, String format, String payload) {
    return send(city, type, address, format, bytes(payload));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<KeptMessage> all(String type) {
    return reader.last(1_000, type, Instant.EPOCH, NOON.plusSeconds(9));
  }

  private String blocks(String type) {
    return db.ask("SELECT count(*) FROM raw_messages WHERE device_type_id = '" + type + "'");
  }
}
