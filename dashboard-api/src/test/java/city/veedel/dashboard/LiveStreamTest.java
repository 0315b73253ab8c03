package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.live.LiveConfig;
import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.StoredObservation;
import city.veedel.model.ThingId;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveStreamTest {
  private static final Instant T = Instant.parse("2026-11-22T10:00:00Z");
  private RunningDashboard dashboard;
  private int air;
  private int water;
  private int hidden;

  @BeforeEach
  void start() throws Exception {
    dashboard = RunningDashboard.start();
    air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    water = dashboard.thing("water-1", "water", 7.10, 50.99, "public");
    hidden = dashboard.thing("hidden-1", "air", 6.95, 50.94, "internal");
    await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("water-1"));
  }

  @AfterEach
  void stop() {
    dashboard.close();
  }

  @Test
  void beginsWithHelloAndSnapshotAndGoesOnWithNumberedDeltas() throws Exception {
    dashboard.store(air, "air-1", T, new Result.Quantity(12));
    dashboard.store(water, "water-1", T, new Result.State("open"));
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      assertThat(reader.status()).isEqualTo(200);
      assertThat(reader.header("content-type")).isEqualTo("text/event-stream");
      assertThat(reader.header("cache-control")).isEqualTo("no-store, no-transform");
      LiveReader.Event hello = reader.next();
      assertThat(hello.name()).isEqualTo("hello");
      assertThat(hello.data().path("dictionary").asLong()).isPositive();
      assertThat(hello.data().path("heartbeat_ms").asInt()).isEqualTo(10_000);
      LiveReader.Event snapshot = reader.next();
      assertThat(snapshot.name()).isEqualTo("snapshot");
      assertThat(snapshot.id()).startsWith(hello.data().path("epoch").asText() + ":");
      assertThat(snapshot.data().at("/ids").toString()).isEqualTo("[" + air + "," + water + "]");
      assertThat(snapshot.data().at("/v").toString()).isEqualTo("[12,\"open\"]");
      assertThat(snapshot.data().at("/t/0").asLong()).isEqualTo(T.toEpochMilli());

      dashboard.store(air, "air-1", T.plusSeconds(1), new Result.Quantity(46.1));

      LiveReader.Event delta = next(reader, "46.1");
      assertThat(delta.name()).isEqualTo("delta");
      assertThat(sequence(delta.id())).isGreaterThan(sequence(snapshot.id()));
      assertThat(delta.data().at("/ids/0").asInt()).isEqualTo(air);
      assertThat(delta.data().at("/t/0").asLong()).isEqualTo(T.plusSeconds(1).toEpochMilli());
    }
  }

  @Test
  void whoComesBetweenTwoTicksGetsTheDictionaryThatCanBeAskedFor() throws Exception {
    dashboard.close();
    dashboard =
        RunningDashboard.start(
            config -> config.withLive(ticking(config.live(), Duration.ofDays(1))));
    air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    dashboard.store(air, "air-1", T, new Result.Quantity(12));
    await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("air-1"));
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      assertThat(reader.next().data().path("dictionary").asLong()).isPositive();
      assertThat(reader.next().data().at("/v").toString()).isEqualTo("[12]");
    }
  }

  @Test
  void anExplicitGapIsNullAndAFlagIsABoolean() throws Exception {
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      reader.next("snapshot");

      dashboard.store(air, "air-1", T, Result.Missing.INSTANCE);

      assertThat(reader.next("delta").data().at("/v").toString()).isEqualTo("[null]");

      dashboard.store(air, "air-1", T.plusSeconds(1), new Result.Flag(true));

      assertThat(reader.next("delta").data().at("/v").toString()).isEqualTo("[true]");
    }
  }

  @Test
  void anOlderValueIsNotSent() throws Exception {
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      reader.next("snapshot");
      dashboard.store(air, "air-1", T, new Result.Quantity(2));
      next(reader, "2");

      dashboard.store(air, "air-1", T.minusSeconds(60), new Result.Quantity(1));
      dashboard.store(water, "water-1", T, new Result.Quantity(3));

      assertThat(reader.next("delta").data().at("/ids").toString()).isEqualTo("[" + water + "]");
    }
  }

  @Test
  void resumesWithWhatWasMissed() throws Exception {
    String last;
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      dashboard.store(air, "air-1", T, new Result.Quantity(1));
      last = next(reader, "1").id();
    }
    dashboard.store(air, "air-1", T.plusSeconds(1), new Result.Quantity(2));
    dashboard.store(air, "air-1", T.plusSeconds(2), new Result.Quantity(3));

    try (LiveReader reader = LiveReader.open(dashboard, "", "Last-Event-ID", last)) {
      assertThat(reader.next().name()).isEqualTo("hello");
      LiveReader.Event event = next(reader, "3");
      assertThat(event.name()).isEqualTo("delta");
    }
    try (LiveReader reader = LiveReader.open(dashboard, "?last_event_id=" + last)) {
      assertThat(reader.next().name()).isEqualTo("hello");
      assertThat(next(reader, "3").name()).isEqualTo("delta");
    }
  }

  @Test
  void startsAnewWhereItCannotResumeAndSaysSo() throws Exception {
    for (String last : List.of("7f3a:5", "nonsense", ":", "x".repeat(500))) {
      try (LiveReader reader = LiveReader.open(dashboard, "", "Last-Event-ID", last)) {
        assertThat(reader.next().name()).isEqualTo("hello");
        assertThat(reader.next().name()).isEqualTo("resync");
        assertThat(reader.next().name()).isEqualTo("snapshot");
      }
    }
    String epoch;
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      epoch = reader.next().data().path("epoch").asText();
    }
    String ahead = epoch + ":999999";
    try (LiveReader reader = LiveReader.open(dashboard, "", "Last-Event-ID", ahead)) {
      assertThat(reader.next("resync").data().path("reason").asText()).isEqualTo("gap");
      assertThat(reader.next().name()).isEqualTo("snapshot");
    }
  }

  @Test
  void whoComesBackLookingElsewhereGetsASnapshot() throws Exception {
    String last;
    try (LiveReader reader = LiveReader.open(dashboard, "?themes=air")) {
      last = reader.next("snapshot").id();
    }
    try (LiveReader reader =
        LiveReader.open(dashboard, "?themes=air,water", "Last-Event-ID", last)) {
      assertThat(reader.next().name()).isEqualTo("hello");
      assertThat(reader.next().name()).isEqualTo("resync");
      assertThat(reader.next().name()).isEqualTo("snapshot");
    }
  }

  @Test
  void filtersByThemeAndByBox() throws Exception {
    try (LiveReader byTheme = LiveReader.open(dashboard, "?themes=water");
        LiveReader byBox = LiveReader.open(dashboard, "?bbox=7.0,50.9,7.2,51.0")) {
      byTheme.next("snapshot");
      byBox.next("snapshot");

      dashboard.store(air, "air-1", T, new Result.Quantity(1));
      dashboard.store(water, "water-1", T, new Result.Quantity(2));

      String onlyWater = "[" + water + "]";
      assertThat(byTheme.next("delta").data().at("/ids").toString()).isEqualTo(onlyWater);
      assertThat(byBox.next("delta").data().at("/ids").toString()).isEqualTo(onlyWater);
    }
    try (LiveReader wrong = LiveReader.open(dashboard, "?themes=smog")) {
      assertThat(wrong.status()).isEqualTo(400);
    }
  }

  @Test
  void withoutLoginOnlyWhatIsPublicIsSent() throws Exception {
    String[] viewer = dashboard.as(Role.VIEWER);
    try (LiveReader anybody = LiveReader.open(dashboard, "");
        LiveReader known = LiveReader.open(dashboard, "", viewer[0], viewer[1])) {
      anybody.next("snapshot");
      known.next("snapshot");

      dashboard.store(hidden, "hidden-1", T, new Result.Quantity(1));
      assertThat(known.next("delta").data().at("/ids").toString()).isEqualTo("[" + hidden + "]");
      dashboard.store(air, "air-1", T, new Result.Quantity(2));

      assertThat(anybody.next("delta").data().at("/ids").toString()).isEqualTo("[" + air + "]");
    }
  }

  @Test
  void sendsPositionsOfMovingThingsAlsoWhenTheyLeaveTheBox() throws Exception {
    int bike = dashboard.thing("bike-1", "sharing", 6.95, 50.94, "public");
    await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("bike-1"));
    try (LiveReader reader = LiveReader.open(dashboard, "?bbox=6.9,50.9,7.0,51.0")) {
      reader.next("snapshot");

      move(bike, 6.96, 50.95, T);
      LiveReader.Event inside = reader.next("positions");
      assertThat(inside.data().at("/things/0").asText()).isEqualTo("bike-1");
      assertThat(inside.data().at("/lon/0").asDouble()).isEqualTo(6.96);
      assertThat(inside.data().at("/lat/0").asDouble()).isEqualTo(50.95);
      assertThat(inside.data().at("/t/0").asLong()).isEqualTo(T.toEpochMilli());

      move(bike, 8.0, 50.95, T.plusSeconds(1));
      assertThat(reader.next("positions").data().at("/lon/0").asDouble()).isEqualTo(8.0);
    }
    move(bike, 6.97, 50.95, T.plusSeconds(2));
    try (LiveReader later = LiveReader.open(dashboard, "?themes=sharing")) {
      assertThat(later.next("positions").data().at("/lon/0").asDouble()).isEqualTo(6.97);
    }
  }

  @Test
  void aNewDatastreamComesWithANewDictionary() throws Exception {
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      long before = reader.next("hello").data().path("dictionary").asLong();
      int added = dashboard.thing("late-1", "noise", 6.95, 50.94, "public");
      dashboard.store(added, "late-1", T, new Result.Quantity(7));

      long after = reader.next("hello").data().path("dictionary").asLong();
      assertThat(after).isGreaterThan(before);
      assertThat(next(reader, "7").data().at("/ids").toString()).contains(Integer.toString(added));
      String dictionary = dashboard.get("/api/v1/live/dictionary").body();
      assertThat(dictionary).contains("late-1");
      // Another refresh may have come in between; it never goes back.
      assertThat(new ObjectMapper().readTree(dictionary).path("version").asLong())
          .isGreaterThanOrEqualTo(after);
    }
  }

  @Test
  void aReaderThatDoesNotReadDelaysNobodyAndThenGetsTheLatest() throws Exception {
    try (LiveReader slow = LiveReader.openSlow(dashboard, "");
        LiveReader quick = LiveReader.open(dashboard, "")) {
      quick.next("snapshot");
      List<Integer> many = manyDatastreams(300);
      await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("many-299"));
      int rounds = 400;
      for (int round = 1; round <= rounds; round++) {
        storeAll(many, round);
        String value = Integer.toString(round);
        // The quick one sees every round although the slow one reads nothing at all.
        LiveReader.Event event = quick.next("delta");
        while (!event.data().at("/v").toString().contains(value)) {
          event = quick.next("delta");
        }
      }

      int[] seen = new int[rounds + 1];
      int deltas = 0;
      boolean latest = false;
      while (!latest) {
        LiveReader.Event event = slow.next();
        if (event.name().equals("delta")) {
          deltas++;
          seen[Math.min(rounds, event.data().at("/v/0").asInt())]++;
          latest = event.data().at("/v").toString().startsWith("[" + rounds + ",");
        }
      }
      // It was spared most rounds: what had not been sent was replaced by what is newer.
      assertThat(deltas).isLessThan(rounds);
    }
  }

  @Test
  void aReaderThatTakesNothingForTooLongIsCut() throws Exception {
    dashboard.close();
    dashboard =
        RunningDashboard.start(
            config -> config.withLive(impatient(config.live(), Duration.ofMillis(500))));
    try (LiveReader slow = LiveReader.openSlow(dashboard, "")) {
      List<Integer> many = manyDatastreams(2_000);
      await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("many-1999"));
      int[] round = {0};
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            storeAll(many, ++round[0]);
            return dashboard.get("/metrics").body().contains("veedel_live_cut_total 1.0");
          });

      assertThatThrownBy(
              () -> {
                while (true) {
                  slow.next();
                }
              })
          .isInstanceOf(IOException.class);
    }
    await().until(() -> dashboard.get("/metrics").body().contains("veedel_live_clients 0.0"));
  }

  /** Not only forgotten: its socket is closed, although what was written will never be read. */
  @Test
  void aReaderThatNeverReadsIsReallyGone() throws Exception {
    dashboard.close();
    dashboard =
        RunningDashboard.start(
            config -> config.withLive(impatient(config.live(), Duration.ofMillis(500))));
    try (LiveReader stuck = LiveReader.openSlow(dashboard, "")) {
      List<Integer> many = manyDatastreams(2_000);
      await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("many-1999"));
      int[] round = {0};
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            storeAll(many, ++round[0]);
            return dashboard.get("/metrics").body().contains("veedel_live_cut_total 1.0");
          });

      await().until(() -> dashboard.get("/metrics").body().contains("veedel_live_clients 0.0"));
      await().until(() -> !Sockets.isHeld(dashboard.port(), stuck.localPort()));
    }
  }

  @Test
  void sendsAHeartbeatWhenNothingHappens() throws Exception {
    dashboard.close();
    dashboard =
        RunningDashboard.start(
            config -> config.withLive(beating(config.live(), Duration.ofMillis(50))));
    try (LiveReader reader = LiveReader.open(dashboard, "")) {
      reader.next("snapshot");

      assertThat(reader.nextOrComment().name()).isEmpty();
    }
  }

  @Test
  void refusesMoreStreamsThanAnAddressMayHave() throws Exception {
    List<LiveReader> readers = new ArrayList<>();
    try {
      for (int i = 0; i < LiveConfig.defaults().clientsPerAddress(); i++) {
        LiveReader reader = LiveReader.open(dashboard, "");
        readers.add(reader);
        assertThat(reader.status()).isEqualTo(200);
      }
      try (LiveReader oneMore = LiveReader.open(dashboard, "")) {
        assertThat(oneMore.status()).isEqualTo(503);
        assertThat(oneMore.header("Retry-After")).isEqualTo("10");
        assertThat(oneMore.header("Content-Type")).isEqualTo("application/problem+json");
      }

      readers.removeFirst().close();

      await()
          .until(() -> {
            try (LiveReader again = LiveReader.open(dashboard, "")) {
              return again.status() == 200;
            }
          });
    } finally {
      for (LiveReader reader : readers) {
        reader.close();
      }
    }
  }

  private List<Integer> manyDatastreams(int count) {
    List<Integer> ids = new ArrayList<>();
    dashboard
        .database()
        .execute(
            """
            INSERT INTO thing (thing_id, organisation_id, name, theme, visibility)
            SELECT 'many-' || i, 1, 'Many', 'noise', 'public' FROM generate_series(0, %d) i;
            INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
              result_type, expected_interval, visibility)
            SELECT 1, thing_id, 'value', 'Wert', 'Value', '1', 'number', '5 min', 'public'
            FROM thing WHERE thing_id LIKE 'many-%%'\
            """
                .formatted(count - 1));
    int highest =
        Integer.parseInt(dashboard.database().ask("SELECT max(datastream_id) FROM datastream"));
    for (int id = highest - count + 1; id <= highest; id++) {
      ids.add(id);
    }
    return ids;
  }

  private void storeAll(List<Integer> ids, int value) {
    dashboard
        .server()
        .storedObservations()
        .stored(
            ids.stream()
                .map(id ->
                    new StoredObservation(
                        id,
                        new ThingId("many"),
                        new PropertyName("value"),
                        T.plusSeconds(value),
                        T,
                        T,
                        new Result.Quantity(value),
                        null))
                .toList());
  }

  private void move(int datastream, double longitude, double latitude, Instant time) {
    dashboard
        .server()
        .storedObservations()
        .stored(
            List.of(
                new StoredObservation(
                    datastream,
                    new ThingId("bike-1"),
                    new PropertyName("value"),
                    time,
                    time,
                    time,
                    new Result.Quantity(1),
                    new Location(longitude, latitude))));
  }

  private static LiveReader.Event next(LiveReader reader, String value) throws IOException {
    LiveReader.Event event = reader.next();
    while (event.data().at("/v").valueStream().noneMatch(v -> v.asText().equals(value))) {
      event = reader.next();
    }
    return event;
  }

  private static long sequence(String eventId) {
    return Long.parseLong(eventId.substring(eventId.indexOf(':') + 1));
  }

  private static LiveConfig impatient(LiveConfig live, Duration stallLimit) {
    return with(live, live.tick(), live.heartbeat(), stallLimit);
  }

  private static LiveConfig beating(LiveConfig live, Duration heartbeat) {
    return with(live, live.tick(), heartbeat, live.stallLimit());
  }

  private static LiveConfig ticking(LiveConfig live, Duration tick) {
    return with(live, tick, live.heartbeat(), live.stallLimit());
  }

  private static LiveConfig with(
      LiveConfig live, Duration tick, Duration heartbeat, Duration stallLimit) {
    return new LiveConfig(
        tick,
        heartbeat,
        live.ringSpan(),
        live.ringEntries(),
        stallLimit,
        live.snapshotReuse(),
        live.clients(),
        live.clientsPerAddress(),
        live.windowBytes(),
        live.chunkBytes(),
        live.catalogueRefresh(),
        live.catalogueMinimum());
  }
}
