package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig;
import city.veedel.gateway.testing.CountedIntake;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.journal.memory.MemoryJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A server of its own for one test: devices {@code dev-1} and {@code dev-2}, any free port. */
final class Gateway implements AutoCloseable {
  final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType()).and("dev-2", TestDevices.jsonType());
  final MemoryJournal journal;
  final ScriptedIntake intake;
  final CountedIntake counted;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final MqttServer server;
  private final Vertx vertx = Vertx.vertx();

  private Gateway(MqttConfig config, IntakeConfig.Rates rates, MemoryJournal journal) {
    this.journal = journal;
    this.intake = new ScriptedIntake(journal);
    this.counted = new CountedIntake(intake);
    this.server =
        await(
            MqttServer.start(
                vertx,
                config,
                devices.directory(),
                counted,
                journal,
                new DeviceRates(rates, InstantSource.system()),
                meters));
  }

  static Gateway start() {
    return start(config());
  }

  static Gateway start(MqttConfig config) {
    return start(config, MemoryJournal.create());
  }

  static Gateway start(MqttConfig config, MemoryJournal journal) {
    return new Gateway(config, IntakeConfig.Rates.DEFAULTS, journal);
  }

  static Gateway start(MqttConfig config, IntakeConfig.Rates rates) {
    return new Gateway(config, rates, MemoryJournal.create());
  }

  /** As by default, but on a free port, and without lingering longer than a test wants to wait. */
  static MqttConfig config() {
    MqttConfig.Timeouts timeouts = MqttConfig.Timeouts.defaults();
    return MqttConfig.defaults()
        .with(new MqttConfig.Listen("127.0.0.1", 0, Optional.empty(), 2))
        .with(
            new MqttConfig.Timeouts(
                timeouts.connect(),
                timeouts.maxKeepAlive(),
                timeouts.busy(),
                timeouts.rateExcess(),
                timeouts.write(),
                timeouts.recheck(),
                Duration.ofMillis(50),
                Duration.ofSeconds(2)));
  }

  /** A raw connection on which nothing was said yet. */
  RawClient open() throws IOException {
    return new RawClient(server.port());
  }

  /** A raw connection of dev-1, MQTT 5, clean start, past CONNACK. */
  RawClient connectV5() throws IOException {
    return connect(Packets.connect(5).clientId("client-1"));
  }

  /** A raw connection of dev-1, MQTT 3.1.1, clean session, past CONNACK. */
  RawClient connectV311() throws IOException {
    return connect(Packets.connect(4).clientId("client-1"));
  }

  /** Adds the credentials of dev-1, connects, takes the CONNACK. */
  RawClient connect(Packets.Connect connect) throws IOException {
    RawClient client = open();
    client.send(connect.credentials("dev-1", devices.secret("dev-1")));
    client.expectConnack(0);
    return client;
  }

  double count(String name, String... tags) {
    return meters.get(name).tags(tags).counter().count();
  }

  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  @Override
  public void close() {
    await(server.close());
    await(vertx.close().toCompletionStage());
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
