package city.veedel.gateway.bridge;

import city.veedel.gateway.bridge.BridgeStatus.State;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription at a broker the city already runs. Its thread connects, for ever, serves the
 * connection until it is lost, and pauses in between. What was not acknowledged when a connection
 * was lost is sent again by the broker on the next one, and known again by its key in the database.
 */
public final class Bridge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Bridge.class);

  private final BridgeConfig config;
  private final DeviceDirectory directory;
  private final Intake intake;
  private final DeviceRates rates;
  private final BridgeCounts counts = new BridgeCounts();
  private final AtomicLong connects = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;
  private volatile State state = State.CONNECTING;
  private volatile String detail = "not connected yet";

  private Bridge(BridgeConfig config, DeviceDirectory directory, Intake intake, DeviceRates rates) {
    this.config = config;
    this.directory = directory;
    this.intake = intake;
    this.rates = rates;
    this.thread = Thread.ofVirtual().name("bridge-" + config.name()).unstarted(this::run);
  }

  /** Starts to connect; returns at once. */
  public static Bridge start(
      BridgeConfig config, DeviceDirectory directory, Intake intake, DeviceRates rates) {
    Bridge bridge = new Bridge(config, directory, intake, rates);
    bridge.thread.start();
    return bridge;
  }

  public BridgeStatus status() {
    return new BridgeStatus(
        config.name(),
        state,
        detail,
        counts.accepted.sum(),
        counts.setAside.sum(),
        counts.discarded.sum(),
        counts.retainedSkipped.sum(),
        Math.max(0, connects.get() - 1));
  }

  private void run() {
    Backoff backoff =
        new Backoff(
            config.limits().minBackoff(),
            config.limits().maxBackoff(),
            ThreadLocalRandom.current());
    try {
      while (running) {
        String why = connectAndServe(backoff);
        if (state == State.FAILED) {
          return;
        }
        Duration pause = backoff.next();
        state = State.CONNECTING;
        detail = why;
        log.warn(
            "Bridge {} has no connection to {} ({}); next attempt in {} ms",
            config.name(),
            config.broker(),
            why,
            pause.toMillis());
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      // Closing.
    } finally {
      if (state != State.FAILED) {
        state = State.STOPPED;
      }
    }
  }

  /** Returns why the connection ended. */
  private String connectAndServe(Backoff backoff) throws InterruptedException {
    try (BrokerConnection connection = BrokerConnection.open(config)) {
      for (BridgeConfig.Route route : config.routes()) {
        connection.subscribe(route.topicFilter());
      }
      backoff.reset();
      connects.incrementAndGet();
      state = State.CONNECTED;
      detail = "connected to " + config.broker();
      log.info("Bridge {} is connected to {}", config.name(), config.broker());
      return new Delivering(config, connection, directory, intake, rates, counts).serve();
    } catch (MqttException e) {
      return reason(e);
    } catch (JournalGoneException e) {
      state = State.FAILED;
      detail = "the journal has failed; nothing is taken any more";
      log.error("Bridge {} stops because the journal has failed: {}", config.name(), reason(e));
      return detail;
    } catch (RuntimeException e) {
      log.error("Bridge {} broke off; what it had not acknowledged comes again", config.name(), e);
      return reason(e);
    }
  }

  static String reason(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }

  /** Parts from the broker, which keeps what was not acknowledged. */
  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(config.limits().connectTimeout().plusSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
