package city.veedel.simulator.ledger;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Devices that send numbered readings and keep a ledger, whatever becomes of the server. Each of
 * them has a window of messages unanswered at a time; HTTP and CoAP have an endpoint for each of
 * these, MQTT one connection for all.
 */
public final class LedgerFleet implements AutoCloseable {
  private static final Duration HTTP_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 20;

  private final List<Outbox> outboxes = new ArrayList<>();
  private final List<Runnable> stops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Service service = new Service();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(HTTP_CONNECT_TIMEOUT)
          .build();
  private volatile Ports ports;

  /** Where a server listens on this machine; a restart may change it. */
  public record Ports(int mqtt, int coap, int http) {}

  /**
   * How the devices send.
   *
   * @param window messages unanswered at a time, 1 to 500, of a device; of HTTP and CoAP 32 at most
   * @param messagesPerSecond new ones of all devices together; 0 for as many as the windows allow
   * @param resendShare of acknowledged messages sent again on purpose, 0 to 1
   */
  public record Habits(int window, double messagesPerSecond, double resendShare) {
    private static final int MOST_ENDPOINTS = 32;

    public Habits {
      if (window < 1 || window > 500) {
        throw new IllegalArgumentException("window must be 1 to 500, was " + window);
      }
      // Written so that NaN fails as well.
      if (!(resendShare >= 0 && resendShare <= 1) || !(messagesPerSecond >= 0)) {
        throw new IllegalArgumentException("a rate below 0, or a share not from 0 to 1");
      }
    }

    int endpoints() {
      return Math.min(window, MOST_ENDPOINTS);
    }
  }

  private LedgerFleet(Ports ports) {
    this.ports = ports;
  }

  public static LedgerFleet start(
      Ports ports, List<LedgerDevice> devices, Ledger ledger, Habits habits) {
    LedgerFleet fleet = new LedgerFleet(ports);
    for (LedgerDevice device : devices) {
      // Each its own: of a common one, devices with many endpoints would take nearly all.
      Pace pace = new Pace(habits.messagesPerSecond() / devices.size());
      Outbox outbox = new Outbox(device, ledger, pace, fleet.service, habits.resendShare());
      fleet.outboxes.add(outbox);
      fleet.service.watch(outbox::openSince);
      fleet.begin(device, outbox, habits);
    }
    return fleet;
  }

  private void begin(LedgerDevice device, Outbox outbox, Habits habits) {
    switch (device.protocol()) {
      case MQTT_QOS_1, MQTT_QOS_2 -> {
        MqttSender sender = new MqttSender(device, at(() -> ports.mqtt()), outbox, habits.window());
        run(device, sender, sender::stop);
      }
      case COAP_CON -> {
        Supplier<InetSocketAddress> server = at(() -> ports.coap());
        exchanges(device, outbox, habits, () -> new CoapExchange(server.get(), device));
      }
      case HTTP -> {
        Supplier<InetSocketAddress> server = at(() -> ports.http());
        exchanges(device, outbox, habits, () -> new HttpExchange(http, server.get(), device));
      }
    }
  }

  private void exchanges(
      LedgerDevice device, Outbox outbox, Habits habits, ExchangeSender.Opening opening) {
    for (int i = 0; i < habits.endpoints(); i++) {
      ExchangeSender sender = new ExchangeSender(opening, outbox);
      run(device, sender, sender::stop);
    }
  }

  private void run(LedgerDevice device, Runnable sender, Runnable stop) {
    stops.add(stop);
    threads.add(Thread.ofVirtual().name("ledger-" + device.id()).start(sender));
  }

  private static Supplier<InetSocketAddress> at(Supplier<Integer> port) {
    return () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get());
  }

  public Service service() {
    return service;
  }

  /** Where the server is from now on. */
  public void moveTo(Ports other) {
    ports = other;
  }

  /**
   * Begins nothing new and sends what is open until it is answered.
   *
   * @return whether every message was answered in time
   */
  public boolean settle(Duration timeout) throws InterruptedException {
    outboxes.forEach(Outbox::beginNothingNew);
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!outboxes.stream().allMatch(Outbox::isSettled)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  /** Stops in the middle of whatever is under way. */
  @Override
  public void close() {
    stops.forEach(Runnable::run);
    threads.forEach(Thread::interrupt);
    http.shutdownNow();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
