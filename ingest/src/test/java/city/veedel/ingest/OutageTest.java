package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.ingest.store.JdbcObservationStore;
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
import city.veedel.model.StoredObservations;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.Migrations;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.testing.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away in every way it can, under load, and not one observation is lost. */
class OutageTest {
  private static final DeviceId DEVICE = new DeviceId("counter");
  private static final int TOTAL = 20_000;

  private static final IngestConfig CONFIG =
      new IngestConfig(
          500,
          1L << 20,
          100,
          Duration.ofMillis(20),
          Duration.ZERO,
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofMinutes(10),
          Duration.ofDays(7),
          1_000);

  @TempDir private Path directory;
  private final MemoryJournal journal = MemoryJournal.create();

  @Test
  void aDatabaseThatIsKilledAndComesBackHasEverythingOnce() throws Exception {
    EmbeddedPostgres server = start();
    prepare(server.config());
    SwitchedStore store = new SwitchedStore(server.config());
    try (IngestLoop loop = loop(store).start()) {
      Thread sender = Thread.ofVirtual().start(this::sendAll);
      await().until(() -> loop.status().stored() > 1_000);

      // As a power cut: no goodbye, and recovery at the next start.
      kill("-QUIT", server.pid());
      await().until(() -> !loop.status().connected());
      server.close();
      server = start();
      store.moveTo(server.config());

      sender.join();
      await().atMost(Duration.ofSeconds(60)).until(() -> loop.status().drained());
      assertStoredOnce(server.config());
    } finally {
      server.close();
    }
  }

  @Test
  void aDatabaseThatHangsIsLeftAndReadAgain() throws Exception {
    try (EmbeddedPostgres server = start()) {
      prepare(server.config());
      DatabaseConfig impatient =
          new DatabaseConfig(
              server.config().jdbcUrl(),
              server.config().user(),
              server.config().password(),
              2,
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1));
      try (IngestLoop loop = loop(new SwitchedStore(impatient)).start()) {
        Thread sender = Thread.ofVirtual().start(this::sendAll);
        await().until(() -> loop.status().stored() > 1_000);
        List<ProcessHandle> backends =
            ProcessHandle.of(server.pid()).orElseThrow().children().toList();

        backends.forEach(backend -> kill("-STOP", backend.pid()));
        try {
          await().atMost(Duration.ofSeconds(20)).until(() -> !loop.status().connected());
        } finally {
          backends.forEach(backend -> kill("-CONT", backend.pid()));
        }

        sender.join();
        await().atMost(Duration.ofSeconds(60)).until(() -> loop.status().drained());
        assertThat(loop.status().failures()).isPositive();
      }
      assertStoredOnce(server.config());
    }
  }

  @Test
  void everyCommitWhoseAnswerIsLostCountsOnce() throws Exception {
    try (EmbeddedPostgres server = start()) {
      prepare(server.config());
      // Every third batch is committed, and then the connection breaks before anybody hears of it.
      ForgetfulStore store =
          new ForgetfulStore(
              new JdbcObservationStore(server.config(), CONFIG, InstantSource.system()));
      try (IngestLoop loop = loop(store).start()) {
        sendAll();
        await().atMost(Duration.ofSeconds(60)).until(() -> loop.status().drained());
        assertThat(loop.status().failures()).isGreaterThan(5);
      }
      assertStoredOnce(server.config());
    }
  }

  private void sendAll() {
    for (int i = 0; i < TOTAL; i++) {
      Instant time = NOON.plusMillis(i);
      Observation observation =
          new Observation(
              new ThingId(DEVICE.value()),
              new PropertyName("vehicles"),
              time,
              TimeOrigin.DEVICE,
              Observation.NO_SEQUENCE,
              new Result.Quantity(i),
              null);
      journal
          .append(
              Append.of(
                  new Entry.Accepted(
                      new Provenance(DEVICE, Protocol.MQTT, true, time), List.of(observation))))
          .toCompletableFuture()
          .join();
    }
  }

  private IngestLoop loop(ObservationStore store) {
    return new IngestLoop(
        CONFIG,
        journal,
        store,
        StoredObservations.NOBODY,
        new SimpleMeterRegistry(),
        InstantSource.system());
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(directory, TestDatabases.programCache());
  }

  private static void prepare(DatabaseConfig config) {
    try (Database database = Database.open(config)) {
      Migrations.migrate(database);
      new Registry(database.dataSource(), new DeviceSecrets(new byte[32]))
          .addDevice(new NewDevice(DEVICE, "Counter", "json", Theme.TRAFFIC, null, true));
    }
  }

  private static void assertStoredOnce(DatabaseConfig config) {
    try (Database database = Database.open(config)) {
      String found =
          database.call(connection -> {
            try (Statement statement = connection.createStatement();
                ResultSet row =
                    statement.executeQuery(
                        """
                        SELECT concat_ws(' ', (SELECT count(*) FROM observation),
                          (SELECT sum(result)::bigint FROM observation),
                          (SELECT sum(accepted) FROM receipt),
                          (SELECT sum(stored) FROM receipt),
                          (SELECT sum(duplicate) FROM receipt),
                          (SELECT result FROM latest_observation))\
                        """)) {
              row.next();
              return row.getString(1);
            }
          });
      long sum = (long) TOTAL * (TOTAL - 1) / 2;
      assertThat(found)
          .isEqualTo("%d %d %d %d 0 %d".formatted(TOTAL, sum, TOTAL, TOTAL, TOTAL - 1));
    }
  }

  private static void kill(String signal, long pid) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server comes back at another port. */
  private static final class SwitchedStore implements ObservationStore {
    private volatile JdbcObservationStore present;

    SwitchedStore(DatabaseConfig config) {
      present = new JdbcObservationStore(config, CONFIG, InstantSource.system());
    }

    void moveTo(DatabaseConfig config) {
      present = new JdbcObservationStore(config, CONFIG, InstantSource.system());
    }

    @Override
    public Optional<Position> open(UUID id) {
      return present.open(id);
    }

    @Override
    public Written write(Batch batch) {
      return present.write(batch);
    }

    @Override
    public void tend() {
      present.tend();
    }

    @Override
    public void close() {
      present.close();
    }
  }

  /** Commits, and forgets to say so. */
  private static final class ForgetfulStore implements ObservationStore {
    private final ObservationStore store;
    private int writes;

    ForgetfulStore(ObservationStore store) {
      this.store = store;
    }

    @Override
    public Optional<Position> open(UUID id) {
      return store.open(id);
    }

    @Override
    public Written write(Batch batch) {
      Written written = store.write(batch);
      if (++writes % 3 == 0) {
        throw new StoreUnavailableException("the connection broke after the commit");
      }
      return written;
    }

    @Override
    public void tend() {
      store.tend();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
