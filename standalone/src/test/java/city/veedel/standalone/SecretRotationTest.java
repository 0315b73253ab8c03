package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.schema.audit.AuditChain;
import city.veedel.schema.registry.NewDevice;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.CommandLine;
import city.veedel.standalone.testing.MqttPublisher;
import city.veedel.standalone.testing.TestProduct;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New secrets for devices that go on publishing, over MQTT, in the whole product. */
class SecretRotationTest {
  private static final String READING = "{\"values\":{\"no2\":41.5}}";
  private static final Duration OVERLAP = Duration.ofHours(1);

  @TempDir private Path directory;

  @Test
  void aRotatedDeviceStaysAndReconnectsWithEitherSecretAndARevokedOneIsCut() throws Exception {
    try (Product product = TestProduct.start(directory)) {
      String old = TestProduct.addDevice(product, "box-1", "json");
      int port = product.running().mqtt();
      try (MqttPublisher connected = MqttPublisher.connect(port, "box-1", old)) {
        connected.publish(READING);

        String fresh = rotate("box-1");

        connected.publish(READING);
        for (String secret : List.of(fresh, old, fresh)) {
          try (MqttPublisher again = MqttPublisher.connect(port, "box-1", secret)) {
            again.publish(READING);
          }
        }
      }
      String second = rotate("box-1");
      assertThatThrownBy(() -> MqttPublisher.connect(port, "box-1", old))
          .isInstanceOf(IOException.class);
      try (MqttPublisher rotated = MqttPublisher.connect(port, "box-1", second)) {
        String third = rotate("box-1", "--overlap", "PT0S");

        rotated.awaitCut();

        assertThatThrownBy(() -> MqttPublisher.connect(port, "box-1", second))
            .isInstanceOf(IOException.class);
        MqttPublisher.connect(port, "box-1", third).close();
      }
    }
  }

  private String rotate(String device, String... more) {
    List<String> line = new ArrayList<>(List.of("device", "rotate", device));
    line.addAll(List.of(more));
    CommandLine.Answer answer =
        CommandLine.run(
            Map.of("VEEDEL_DATA_DIR", directory.toString()), line.toArray(String[]::new));
    assertThat(answer.code()).as(answer.notes()).isZero();
    return answer.text().strip();
  }

  @Test
  void aFleetIsRotatedWhileItPublishesWithoutASendThatFails() throws Exception {
    rotateFleet(30);
  }

  /** P22. */
  @Tag("proof")
  @Test
  void aThousandDevicesAreRotatedWhileTheyPublishWithoutASendThatFails() throws Exception {
    rotateFleet(1_000);
  }

  /**
   * Every device publishes some twenty times a second. Once it has a new secret, each second one
   * first reconnects with the old one; then all go on with the new one.
   */
  private void rotateFleet(int size) throws Exception {
    try (Product product = TestProduct.start(directory)) {
      List<Member> fleet = register(product, size);
      CountDownLatch connected = new CountDownLatch(size);
      CountDownLatch done = new CountDownLatch(size);
      for (Member member : fleet) {
        Thread.ofVirtual().start(() -> member.live(product.running().mqtt(), connected, done));
      }
      connected.await();
      Instant begin = Instant.now();

      for (Member member : fleet) {
        String fresh = product.registry().rotateSecret(new DeviceId(member.id), OVERLAP);
        product.refreshRegistry();
        member.fresh = fresh;
      }

      done.await();
      long sent = fleet.stream().mapToLong(member -> member.sent.get()).sum();
      System.err.printf(
          "%,d devices rotated in %s, %,d messages sent%n",
          size, Duration.between(begin, Instant.now()), sent);
      assertThat(fleet.stream().flatMap(member -> member.failures.stream())).isEmpty();
      assertThat(fleet).allMatch(member -> member.sent.get() > 0);
      assertThat(new AuditChain(product.database().dataSource()).verify(List.of()))
          .isInstanceOf(AuditChain.Verdict.Intact.class);
    }
  }

  private static List<Member> register(Product product, int size) {
    List<NewDevice> devices =
        IntStream.range(0, size)
            .mapToObj(
                i -> new NewDevice(new DeviceId("m-" + i), "M", "json", Theme.AIR, null, false))
            .toList();
    Map<DeviceId, String> secrets = product.registry().ensureDevices(devices);
    product.refreshRegistry();
    List<Member> fleet = new ArrayList<>();
    Semaphore connecting = new Semaphore(20);
    for (NewDevice device : devices) {
      fleet.add(
          new Member(
              device.id().value(),
              secrets.getOrDefault(device.id(), ""),
              fleet.size() % 2 == 0,
              connecting));
    }
    return fleet;
  }

  /** A device from its first connection to its last, and every send of it that failed. */
  private static final class Member {
    private static final int SENT_AFTERWARDS = 3;
    private static final Duration PACE = Duration.ofMillis(50);

    private final String id;
    private final String old;
    private final boolean reconnectsWithOld;
    private final Semaphore connecting;
    private final AtomicLong sent = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile String fresh = "";

    Member(String id, String old, boolean reconnectsWithOld, Semaphore connecting) {
      this.id = id;
      this.old = old;
      this.reconnectsWithOld = reconnectsWithOld;
      this.connecting = connecting;
    }

    void live(int port, CountDownLatch connected, CountDownLatch done) {
      try {
        try (MqttPublisher first = connect(port, old)) {
          connected.countDown();
          while (fresh.isEmpty()) {
            send(first);
          }
          send(first);
        }
        if (reconnectsWithOld) {
          sendSome(port, old);
        }
        sendSome(port, fresh);
      } catch (IOException | InterruptedException e) {
        failures.add(id + ": " + e);
      } finally {
        connected.countDown();
        done.countDown();
      }
    }

    private void sendSome(int port, String secret) throws IOException, InterruptedException {
      try (MqttPublisher connection = connect(port, secret)) {
        for (int i = 0; i < SENT_AFTERWARDS; i++) {
          send(connection);
        }
      }
    }

    /** A few at a time: a storm of connections is another test's. */
    private MqttPublisher connect(int port, String secret)
        throws IOException, InterruptedException {
      connecting.acquire();
      try {
        return MqttPublisher.connect(port, id, secret);
      } finally {
        connecting.release();
      }
    }

    private void send(MqttPublisher connection) throws IOException, InterruptedException {
      connection.publish(READING);
      sent.incrementAndGet();
      Thread.sleep(PACE);
    }
  }
}
