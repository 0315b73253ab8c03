package city.veedel.gateway.coap;

import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.util.Filter;
import org.eclipse.californium.elements.util.NamedThreadFactory;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CoAP front end: {@code POST /v1/{device}/up} over DTLS with pre-shared keys, and over plain
 * UDP where that is switched on.
 */
public final class CoapServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CoapServer.class);

  private static final long DRAIN_POLL_MS = 5;

  private final CoapConfig config;
  private final Configuration settings;
  private final DeviceDirectory directory;
  private final ProtocolThreads protocolThreads;
  private final ScheduledThreadPoolExecutor timers;
  private final Semaphore free;
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final List<CoapEndpoint> endpoints = new ArrayList<>();
  private final List<UplinkDeliverer> deliverers = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private OptionalInt plainPort = OptionalInt.empty();
  private OptionalInt securePort = OptionalInt.empty();

  private CoapServer(CoapConfig config, DeviceDirectory directory) {
    this.config = config;
    this.settings = Californium.configuration(config);
    this.directory = directory;
    this.timers = new ScheduledThreadPoolExecutor(1, new NamedThreadFactory("coap-timer-"));
    this.timers.setRemoveOnCancelPolicy(true);
    this.protocolThreads = ProtocolThreads.start(config.protocolThreads(), timers);
    this.free = new Semaphore(config.maxPendingRequests());
  }

  /**
   * Listens as configured.
   *
   * @throws UncheckedIOException when a port cannot be bound; nothing is left listening then
   */
  public static CoapServer start(
      CoapConfig config, DeviceDirectory directory, Intake intake, DeviceRates rates) {
    CoapServer server = new CoapServer(config, directory);
    try {
      if (config.plainPort() != CoapConfig.OFF) {
        server.plainPort = OptionalInt.of(server.listenPlain(intake, rates));
      }
      if (config.securePort() != CoapConfig.OFF) {
        server.securePort = OptionalInt.of(server.listenSecure(intake, rates));
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The UDP port without encryption, where there is one. */
  public OptionalInt plainPort() {
    return plainPort;
  }

  /** The UDP port of DTLS, where there is one. */
  public OptionalInt securePort() {
    return securePort;
  }

  public CoapStatus status() {
    return new CoapStatus(
        config.maxPendingRequests() - free.availablePermits(), turnedAway.sum(), dropped.sum());
  }

  private int listenPlain(Intake intake, DeviceRates rates) throws IOException {
    Listeners.Plain connector =
        new Listeners.Plain(
            new InetSocketAddress(config.bind(), config.plainPort()), settings, backlog());
    int port = listen(connector, false, intake, rates);
    log.info(
        "CoAP listens on {}:{} without encryption; the kernel keeps {} bytes of unread datagrams",
        config.bind(),
        port,
        connector.getReceiveBufferSize());
    return port;
  }

  private int listenSecure(Intake intake, DeviceRates rates) throws IOException {
    KeyTurns turns = new KeyTurns();
    DtlsConnectorConfig dtls =
        DtlsConnectorConfig.builder(settings)
            .setAddress(new InetSocketAddress(config.bind(), config.securePort()))
            .setAdvancedPskStore(new PreSharedKeys(directory, turns))
            .setApplicationLevelInfoSupplier(new SessionKeys(turns))
            .setCipherSuiteSelector(new OurPreference())
            .build();
    Listeners.Secure connector = new Listeners.Secure(dtls, backlog());
    int port = listen(connector, true, intake, rates);
    directory.onChange(() -> dropSessionsThatAreOver(connector));
    log.info("CoAP over DTLS listens on {}:{}", config.bind(), port);
    return port;
  }

  private Listeners.Backlog backlog() {
    return new Listeners.Backlog(protocolThreads, config.maxQueuedDatagrams(), dropped);
  }

  private int listen(Connector connector, boolean secure, Intake intake, DeviceRates rates)
      throws IOException {
    CoapEndpoint.Builder builder =
        new CoapEndpoint.Builder().setConfiguration(settings).setConnector(connector);
    if (secure) {
      builder.setEndpointContextMatcher(new SessionMatcher());
    }
    CoapEndpoint endpoint = builder.build();
    Doorkeeper doorkeeper = new Doorkeeper(directory, config.maxBodyBytes(), secure);
    endpoint.addInterceptor(new Door(doorkeeper, connector, secure, turnedAway));
    UplinkDeliverer deliverer =
        new UplinkDeliverer(doorkeeper, secure, intake, rates, config, free, timers);
    deliverers.add(deliverer);
    endpoint.setMessageDeliverer(deliverer);
    endpoint.setExecutors(protocolThreads, timers);
    endpoints.add(endpoint);
    endpoint.start();
    return endpoint.getAddress().getPort();
  }

  /** Each session dies on its own thread of the connector; a caller does not wait. */
  private void dropSessionsThatAreOver(Listeners.Secure connector) {
    if (connector.isRunning()) {
      Filter<Principal> over = peer -> SessionKeys.deviceOf(peer, directory).isEmpty();
      var _ = connector.startTerminateConnectionsForPrincipal(over);
    }
  }

  /** Waits a while for the answers that are due, then stops listening. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endpoints.forEach(CoapEndpoint::destroy);
    protocolThreads.shutdownNow();
    timers.shutdownNow();
  }

  /** Taking all permits means that no request waits and no new one is let in. */
  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + config.drainTimeout().toNanos();
    if (!free.tryAcquire(
        config.maxPendingRequests(), config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn(
          "CoAP stops while {} requests still wait for the journal; their devices send again",
          status().pendingRequests());
      return;
    }
    while (!deliverers.stream().allMatch(UplinkDeliverer::isIdle) && System.nanoTime() < deadline) {
      Thread.sleep(DRAIN_POLL_MS);
    }
  }
}
