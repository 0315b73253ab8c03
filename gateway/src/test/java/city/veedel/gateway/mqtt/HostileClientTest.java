package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others crashed or grew on; after each attack an honest device is served as before. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileClientTest {
  private static final String UP = "v1/dev-1/up";
  private static final long SEED = 20_261_122;

  private final Gateway gateway = Gateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void honestDeviceIsServed() throws IOException {
    try (RawClient honest = gateway.connect(Packets.connect(5).clientId("honest"))) {
      honest.send(Packets.publishV5(1, 1, UP, "fine"));
      honest.expectAck(0x40, 1);
    }
  }

  /** Sends as far as the server lets it; a reset on the way is an answer as well. */
  private static void sendAnyway(RawClient client, byte[] bytes) throws IOException {
    try {
      client.send(bytes);
    } catch (SocketException closed) {
      return;
    }
  }

  /** [MQTT-3.1.0-1]; CVE-2023-0809: memory for a first packet that is not CONNECT. */
  @Clause({"MQTT5-3.1.0-1", "MQTT3-3.1.0-1"})
  @Test
  void closesOnEveryFirstPacketThatIsNotConnect() throws IOException {
    for (int firstByte = 0; firstByte < 256; firstByte++) {
      if (firstByte == 0x10) {
        continue;
      }
      try (RawClient client = gateway.open()) {
        // 256 MB declared, a few bytes sent
        sendAnyway(client, Packets.body().oneByte(firstByte).variable(268_435_455).toBytes());
        client.expectClosed();
      }
    }
    honestDeviceIsServed();
  }

  /** Every first byte there is, sent by a client that is connected; CVE-2021-28166 and others. */
  @Clause({"MQTT5-2.1.3-1", "MQTT3-2.2.2-2", "MQTT3-3.1.0-2"})
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void survivesEveryPacketTypeWithEveryFlag(int level) throws IOException {
    for (int firstByte = 0; firstByte < 256; firstByte++) {
      for (byte[] body : bodies()) {
        try (RawClient client = gateway.connect(Packets.connect(level).clientId("h"))) {
          sendAnyway(client, Packets.body().bytes(body).packet(firstByte));
          sendAnyway(client, Packets.disconnectV311());
          readToTheEnd(client);
        }
      }
    }
    honestDeviceIsServed();
  }

  private static List<byte[]> bodies() {
    return List.of(
        new byte[0],
        new byte[] {0, 1},
        new byte[] {0, 1, 0, 0},
        "garbage of some length".getBytes(StandardCharsets.US_ASCII));
  }

  /** Until the server says goodbye or closes. */
  private static void readToTheEnd(RawClient client) throws IOException {
    try {
      while (client.receive().firstByte() != 0xE0) {
        // whatever it says
      }
    } catch (EOFException | SocketException end) {
      return;
    }
  }

  /** CVE-2026-44248: properties read before the size limit. */
  @Test
  void keepsMemoryFlatWhenConnectDeclares256Megabytes() throws IOException {
    byte[] head = Packets.body().oneByte(0x10).variable(268_435_455).toBytes();
    long before = usedHeap();
    List<RawClient> attackers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RawClient attacker = gateway.open();
      sendAnyway(attacker, head);
      for (int megabyte = 0; megabyte < 25; megabyte++) {
        sendAnyway(attacker, new byte[1 << 20]);
      }
      attackers.add(attacker);
    }
    assertThat(usedHeap() - before).isLessThan(8L << 20);
    for (RawClient attacker : attackers) {
      attacker.expectClosed();
      attacker.close();
    }
    honestDeviceIsServed();
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void refusesAConnectThatIsTooLong() throws IOException {
    try (RawClient client = gateway.open()) {
      sendAnyway(client, Packets.connect(5).clientId("c".repeat(9_000)).toBytes());
      client.expectClosed();
    }
    try (RawClient client = gateway.open()) {
      // a remaining length of five bytes
      sendAnyway(client, Packets.body().oneByte(0x10).fourBytes(0xFFFFFFFFL).oneByte(1).toBytes());
      client.expectClosed();
    }
  }

  /** A thousand random streams, and a thousand valid packets with random bytes changed. */
  @Clause({
    "MQTT5-3.1.2-9",
    "MQTT5-3.1.2-16",
    "MQTT5-3.1.2-18",
    "MQTT5-3.1.4-1",
    "MQTT5-4.13.1-1",
    "MQTT3-3.1.2-9",
    "MQTT3-3.1.2-18",
    "MQTT3-3.1.2-20",
    "MQTT3-4.8.0-1"
  })
  @Test
  void survivesRandomBytes() throws IOException {
    Random random = new Random(SEED);
    byte[] connect =
        Packets.connect(5)
            .clientId("fuzz")
            .credentials("dev-1", gateway.devices.secret("dev-1"))
            .toBytes();
    byte[][] packets = {
      Packets.publishV5(1, 1, UP, "{}", Packets.body().oneByte(3).text("application/json")),
      Packets.publishV5(2, 2, UP, "{}"),
      Packets.subscribeV5(3, 1, "v1/dev-1/down"),
      Packets.pubrel(2),
      Packets.disconnectV5(4)
    };
    for (int round = 0; round < 500; round++) {
      byte[] changed = packets[random.nextInt(packets.length)].clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try (RawClient client = gateway.open()) {
        sendAnyway(client, Packets.concat(connect, changed));
      }
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      try (RawClient client = gateway.open()) {
        sendAnyway(client, noise);
      }
    }
    honestDeviceIsServed();
    await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
    assertThat(gateway.count("veedel.mqtt.disconnects", "reason", "implementation_specific_error"))
        .as("internal errors, seed %s", SEED)
        .isZero();
  }

  /** PINGREQ without end from a client that reads nothing: bounded, then closed. */
  @Test
  void boundsAFloodOfPingreq() throws IOException {
    try (RawClient client = new RawClient(gateway.server.port(), 2_048)) {
      client.send(
          Packets.connect(5)
              .clientId("flood")
              .credentials("dev-1", gateway.devices.secret("dev-1")));
      client.expectConnack(0);
      byte[] flood = new byte[1 << 16];
      for (int i = 0; i < flood.length; i += 2) {
        flood[i] = (byte) 0xC0;
      }
      long before = usedHeap();
      for (int i = 0; i < 200; i++) {
        sendAnyway(client, flood);
      }
      assertThat(usedHeap() - before).isLessThan(8L << 20);
      await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
    }
    honestDeviceIsServed();
  }

  @Clause("MQTT3-3.1.2-12")
  @Test
  void keepsNothingOfAThousandConnectionsThatVanish() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      RawClient client = gateway.connect(Packets.connect(5).clientId("v" + i % 8));
      client.send(Packets.publishV5(1, 1, UP, "m"));
      client.vanish();
    }
    await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
    await().until(() -> gateway.gauge("veedel.mqtt.unacknowledged") == 0);
    honestDeviceIsServed();
  }
}
