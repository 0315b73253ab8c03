package city.veedel.standalone.product;

import city.veedel.dashboard.http.HealthCheck;
import city.veedel.decode.select.Decoders;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.select.TypeDecodersConfig;
import city.veedel.decode.unit.Units;
import city.veedel.ingest.tail.IngestLoop;
import city.veedel.journal.Journal;
import city.veedel.schema.Database;
import city.veedel.schema.registry.Registry;
import city.veedel.script.ScriptSandbox;
import city.veedel.script.ScriptSandboxConfig;
import city.veedel.standalone.settings.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM: store, journal, gateway, ingest, dashboard, started in the order in which
 * they need each other and stopped the other way round. Front ends stop first, so that nothing is
 * acknowledged that the rest does not hear of.
 */
public final class Product implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Product.class);

  /** What is not stored by then is stored by the next start, which should not wait long for it. */
  private static final Duration CLOSE_DRAIN = Duration.ofSeconds(5);

  private final DataDirectory directory;
  private final Store store;
  private final Preparation preparation;
  private final Journal journal;
  private final IngestLoop ingest;
  private final Gateway gateway;
  private final RunningProduct running;
  private final Deque<Closing> closings;

  private record Closing(String what, AutoCloseable part) {}

  private Product(
      DataDirectory directory,
      Store store,
      Preparation preparation,
      Journal journal,
      IngestLoop ingest,
      Gateway gateway,
      RunningProduct running,
      Deque<Closing> closings) {
    this.directory = directory;
    this.store = store;
    this.preparation = preparation;
    this.journal = journal;
    this.ingest = ingest;
    this.gateway = gateway;
    this.running = running;
    this.closings = closings;
  }

  /**
   * Starts everything, side by side where it can. An external database may be away: then devices
   * are served from the cached registry, and storing begins when it is back.
   *
   * @throws RuntimeException when a port or directory cannot be had; what was started is stopped
   */
  public static Product start(Settings settings) {
    return start(settings, Foundations.SOUND);
  }

  /** The same on other foundations: for the proof that rotten ones are found out. */
  public static Product start(Settings settings, Foundations foundations) {
    Deque<Closing> closings = new ArrayDeque<>();
    try {
      return start(settings, foundations, closings);
    } catch (RuntimeException | Error e) {
      closeAll(closings);
      throw e;
    }
  }

  private static Product start(
      Settings settings, Foundations foundations, Deque<Closing> closings) {
    DataDirectory directory = new DataDirectory(settings.dataDir());
    directory.refuseUnfinishedRestore();
    RunningProduct.find(directory)
        .ifPresent(other -> {
          throw new IllegalStateException(
              "A product runs on "
                  + directory.path()
                  + " already, as process "
                  + other.pid()
                  + ". Stop it, or set VEEDEL_DATA_DIR.");
        });
    if (settings.isOpen() && settings.certificate().isEmpty()) {
      LOG.warn(
          "Listening on {} without TLS: secrets travel in clear. Set VEEDEL_TLS_CERTIFICATE and"
              + " VEEDEL_TLS_KEY, or VEEDEL_BIND=127.0.0.1.",
          settings.bind());
    }
    InstantSource clock = InstantSource.system();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    StartTimes times = new StartTimes(meters, clock);
    times.reached(StartTimes.Milestone.MAIN);
    StartingDatabase database =
        opened(
            closings, "database", StartingDatabase.begin(settings, foundations, directory, times));
    Journal journal =
        opened(
            closings,
            "journal",
            foundations.journal().apply(Parts.journalConfig(settings, directory)));
    times.reached(StartTimes.Milestone.JOURNAL);
    Vertx vertx = Vertx.vertx();
    closings.push(new Closing("event loops", () -> await(vertx.close().toCompletionStage())));
    Units units = new Units();
    DecoderNotices notices = new DecoderNotices(meters);
    ScriptSandbox sandbox =
        opened(
            closings, "scripts", new ScriptSandbox(ScriptSandboxConfig.defaults(), clock, notices));
    TypeDecoders decoders =
        new TypeDecoders(
            Decoders.standard(), sandbox::codec, TypeDecodersConfig.defaults(), notices);
    ScriptSandbox trials =
        opened(
            closings,
            "scripts on trial",
            new ScriptSandbox(ScriptSandboxConfig.forPreviews(), clock, _ -> {}));
    TypeDecoders triedDecoders =
        new TypeDecoders(
            Decoders.standard(), trials::trial, TypeDecodersConfig.forPreviews(), (_, _) -> {});

    StartingDatabase.Opened opened = database.await();
    Store store = opened.store();
    Preparation preparation = opened.preparation();
    Gateway gateway =
        opened(
            closings,
            "gateway",
            new Gateway(
                vertx,
                settings,
                directory,
                store.database(),
                preparation,
                journal,
                decoders,
                units,
                meters,
                clock));
    LateHealth health = new LateHealth();
    Dashboard dashboard =
        opened(
            closings,
            "dashboard",
            new Dashboard(
                vertx,
                settings,
                store,
                preparation,
                triedDecoders,
                new Repairs(gateway.devices(), gateway.intakeWithoutQuotas()),
                List.of(
                    new HealthCheck("database", () -> Health.of(store.database(), preparation)),
                    new HealthCheck("journal", () -> Health.of(journal.status())),
                    new HealthCheck("ingest", health)),
                meters,
                clock));
    IngestLoop ingest =
        opened(
            closings,
            "ingest",
            Parts.ingest(store, journal, dashboard.storedObservations(), meters, clock));
    health.connect(() -> Health.of(ingest.status(), preparation));
    preparation.whenReady(ingest::start);
    gateway.mountUplink(dashboard.router());
    times.reached(StartTimes.Milestone.PARTS);
    CompletionStage<Integer> listening = dashboard.listen();
    Gateway.Ports ports = gateway.listen();
    int http = await(listening);
    times.reached(StartTimes.Milestone.LISTENING);
    LOG.info("Started: {}", times);

    RunningProduct running =
        new RunningProduct(
            ProcessHandle.current().pid(),
            settings.bind(),
            http,
            ports.mqtt(),
            ports.mqtts(),
            ports.coap(),
            ports.coaps(),
            store.database().config().jdbcUrl(),
            store.database().config().user());
    announce(running, directory);
    closings.push(new Closing("run.json", () -> RunningProduct.withdraw(directory)));
    return new Product(directory, store, preparation, journal, ingest, gateway, running, closings);
  }

  public RunningProduct running() {
    return running;
  }

  public Database database() {
    return store.database();
  }

  public Registry registry() {
    return preparation.registry();
  }

  /** The first admin's password, if it was made by this start. */
  public Optional<String> generatedAdminPassword() {
    return preparation.generatedAdminPassword();
  }

  /** Lets the gateway see what was registered just now. */
  public void refreshRegistry() {
    gateway.refreshRegistry();
  }

  /** Observations stored since the start. */
  public long stored() {
    return ingest.status().stored();
  }

  /** Waits until the journal is stored. */
  public boolean drain(Duration timeout) throws InterruptedException {
    return ingest.drain(timeout);
  }

  /** Why the product must end: the journal's disk failed. */
  public Optional<String> failure() {
    return journal.status().failed()
        ? Optional.of(
            "The journal failed: "
                + journal.status().failure()
                + " Nothing is acknowledged any more. Check the disk of "
                + directory.journal()
                + ", then start again; what was acknowledged is kept.")
        : Optional.empty();
  }

  /** Stops the front ends, stores what the journal holds as far as that is quick, then the rest. */
  @Override
  public void close() {
    gateway.stopListening();
    try {
      if (preparation.isReady() && !ingest.drain(CLOSE_DRAIN)) {
        LOG.info("The journal keeps what is not stored yet, for the next start.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll(closings);
  }

  private static <T extends AutoCloseable> T opened(Deque<Closing> closings, String what, T part) {
    closings.push(new Closing(what, part));
    return part;
  }

  private static void closeAll(Deque<Closing> closings) {
    while (!closings.isEmpty()) {
      Closing closing = closings.pop();
      try {
        closing.part().close();
      } catch (Exception e) {
        LOG.warn("Closing the {} failed", closing.what(), e);
      }
    }
  }

  private static void announce(RunningProduct running, DataDirectory directory) {
    try {
      running.announce(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("The data directory cannot be written", e);
    }
  }

  static <T> T await(CompletionStage<T> stage) {
    return CompletableFuture.completedFuture(stage)
        .thenCompose(inner -> inner)
        .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }
}
