package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.journal.Journal;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MQTT front end as a whole: started once, closed once. Any thread. */
public final class MqttServer {
  private static final Logger log = LoggerFactory.getLogger(MqttServer.class);
  private static final long SWEEP_MILLIS = 500;

  private final Vertx vertx;
  private final FrontEnd shared;
  private final List<MqttListener> listeners;
  private final long sweeper;
  private final @Nullable CertificateWatch certificates;

  private MqttServer(
      Vertx vertx,
      FrontEnd shared,
      List<MqttListener> listeners,
      @Nullable CertificateWatch certificates) {
    this.vertx = vertx;
    this.shared = shared;
    this.listeners = listeners;
    this.certificates = certificates;
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
  }

  /**
   * Listens; completes when every port is bound.
   *
   * @param journal for the QoS 2 handshakes; messages go through {@code intake}
   * @param rates a device above its rate is not read from for as long as they say
   */
  public static CompletionStage<MqttServer> start(
      Vertx vertx,
      MqttConfig config,
      DeviceDirectory directory,
      Intake intake,
      Journal journal,
      DeviceRates rates,
      MeterRegistry meters) {
    long now = System.nanoTime();
    AtomicLong unackedBytes = new AtomicLong();
    MqttMetrics metrics = new MqttMetrics(meters, unackedBytes);
    FrontEnd shared =
        new FrontEnd(
            config,
            directory,
            intake,
            rates,
            new Admission(config.connections(), now),
            new Sessions(config.sessions(), journal, now),
            new Subscribers(),
            new Wills(intake, metrics, config.sessions().maxWaitingWills()),
            unackedBytes,
            metrics,
            System::nanoTime);
    return encryption(vertx, config.listen())
        .compose(encryption ->
            deploy(vertx, shared, encryption)
                .map(deployed -> {
                  CertificateWatch certificates =
                      encryption.map(of -> new CertificateWatch(vertx, of)).orElse(null);
                  MqttServer server = new MqttServer(vertx, shared, deployed, certificates);
                  directory.onChange(() -> deployed.forEach(MqttListener::directoryChanged));
                  server.announce();
                  return server;
                }))
        .toCompletionStage();
  }

  private static Future<Optional<Encryption>> encryption(Vertx vertx, MqttConfig.Listen listen) {
    return listen
        .tls()
        .map(tls -> Encryption.read(vertx, tls).map(Optional::of))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  private static Future<List<MqttListener>> deploy(
      Vertx vertx, FrontEnd shared, Optional<Encryption> encryption) {
    MqttConfig.Listen listen = shared.config().listen();
    NetServerOptions plain = options(listen, sharedPort(listen.port()));
    NetServerOptions encrypted =
        listen.tls().map(tls -> options(listen, sharedPort(tls.port()))).orElse(null);
    List<MqttListener> listeners = new ArrayList<>();
    List<Future<String>> deployments = new ArrayList<>();
    for (int i = 0; i < listen.eventLoops(); i++) {
      MqttListener listener = new MqttListener(shared, plain, encrypted, encryption.orElse(null));
      listeners.add(listener);
      deployments.add(vertx.deployVerticle((Deployable) listener));
    }
    return Future.all(deployments).map(_ -> List.copyOf(listeners));
  }

  /** To Vert.x a negative port is one free port for all servers that name the same number. */
  private static int sharedPort(int port) {
    return port == 0 ? -ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE) : port;
  }

  private static NetServerOptions options(MqttConfig.Listen listen, int port) {
    return new NetServerOptions()
        .setHost(listen.host())
        .setPort(port)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setAcceptBacklog(1_024);
  }

  private void announce() {
    log.info(
        "MQTT listens on {}:{}{} with {} event loops, {} connections at most",
        shared.config().listen().host(),
        port(),
        tlsPort().isPresent() ? " and, encrypted, on " + tlsPort().getAsInt() : "",
        listeners.size(),
        shared.config().connections().maxInAll());
  }

  private void sweep() {
    long now = System.nanoTime();
    shared.sessions().expire(now);
    shared.wills().tick(now);
  }

  /** The port of plain MQTT. */
  public int port() {
    return listeners.getFirst().port();
  }

  /** The port of MQTT over TLS, if there is one. */
  public OptionalInt tlsPort() {
    int port = listeners.getFirst().encryptedPort();
    return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  public Downlinks downlinks() {
    return shared.subscribers();
  }

  /**
   * Stops reading, answers what was taken, tells every client, closes. Takes as long as the
   * shutdown timeout at most; messages that were handed in stay handed in.
   */
  public CompletionStage<Void> close() {
    vertx.cancelTimer(sweeper);
    if (certificates != null) {
      certificates.close();
    }
    return Future.all(listeners.stream().map(MqttListener::close).toList())
        .<Void>mapEmpty()
        .onSuccess(_ -> log.info("MQTT is closed"))
        .toCompletionStage();
  }
}
