package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.IntakeConfig;
import city.veedel.model.Outcome;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every limit of a connection is reached here, in both directions. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackPressureTest {
  private static final String UP = "v1/dev-1/up";

  /** [MQTT-3.3.4-7]. */
  @Clause("MQTT5-3.3.4-7")
  @Test
  void endsAConnectionOfMqtt5AboveReceiveMaximum() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.receiveMaximum(3));
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      for (int id = 1; id <= 4; id++) {
        client.send(Packets.publishV5(1, id, UP, "m"));
      }
      client.expectDisconnect(0x93);
      assertThat(gateway.intake.handed()).hasSize(3);
    }
  }

  @Clause("MQTT5-3.3.4-7")
  @Test
  void countsQos2AgainstReceiveMaximumUntilPubcomp() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.receiveMaximum(2));
        RawClient client = gateway.connectV5()) {
      for (int id = 1; id <= 2; id++) {
        client.send(Packets.publishV5(2, id, UP, "m"));
        client.expectAck(0x50, id);
      }
      client.send(Packets.pubrel(1));
      client.expectAck(0x70, 1);
      client.send(Packets.publishV5(2, 3, UP, "m"));
      client.expectAck(0x50, 3);
      client.send(Packets.publishV5(1, 4, UP, "m"));
      client.expectDisconnect(0x93);
    }
  }

  /** 65,000 not acknowledged were all taken elsewhere. */
  @Test
  void stopsReadingAConnectionOfMqtt311WithTooManyMessages() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.receiveMaximum(3));
        RawClient client = gateway.connectV311()) {
      gateway.intake.hold();
      for (int id = 1; id <= 10; id++) {
        client.send(Packets.publishV311(1, id, UP, "m"));
      }
      await().until(() -> gateway.count("veedel.mqtt.holds", "reason", "unacked") > 0);
      assertThat(gateway.intake.handed()).hasSize(4);

      gateway.intake.accept();
      for (int i = 0; i < 4; i++) {
        gateway.intake.complete(i, ScriptedIntake.ACCEPTED);
      }
      for (int id = 1; id <= 10; id++) {
        client.expectAck(0x40, id);
      }
    }
  }

  @Test
  void stopsReadingAConnectionWithTooManyBytes() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.maxUnackedBytes(4_096, 64L << 20));
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      for (int id = 1; id <= 20; id++) {
        client.send(Packets.publishV5(0, id, UP, "x".repeat(1_000)));
      }
      await().until(() -> gateway.count("veedel.mqtt.holds", "reason", "unacked") > 0);
      assertThat(gateway.intake.handed()).hasSize(4);

      gateway.intake.accept();
      for (int i = 0; i < 4; i++) {
        gateway.intake.complete(i, ScriptedIntake.ACCEPTED);
      }
      await().until(() -> gateway.intake.handed().size() == 20);
      await().until(() -> gateway.gauge("veedel.mqtt.unacknowledged") == 0);
    }
  }

  @Test
  void stopsReadingWhenAllConnectionsTogetherHoldTooManyBytes() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.maxUnackedBytes(1 << 20, 4_096));
        RawClient one = gateway.connect(Packets.connect(5).clientId("1"));
        RawClient two = gateway.connect(Packets.connect(5).clientId("2"))) {
      gateway.intake.hold();
      one.send(Packets.publishV5(1, 1, UP, "x".repeat(5_000)));
      await().until(() -> gateway.intake.handed().size() == 1);
      two.send(Packets.publishV5(1, 1, UP, "y"));
      await().until(() -> gateway.intake.handed().size() == 2);
      two.send(Packets.publishV5(1, 2, UP, "z"));
      await().until(() -> gateway.count("veedel.mqtt.holds", "reason", "unacked_in_all") == 2);

      gateway.intake.accept();
      gateway.intake.complete(0, ScriptedIntake.ACCEPTED);
      gateway.intake.complete(1, ScriptedIntake.ACCEPTED);
      one.expectAck(0x40, 1);
      two.expectAck(0x40, 1);
      two.expectAck(0x40, 2);
    }
  }

  @Clause({"MQTT5-3.14.2-1", "MQTT5-4.4.0-2", "MQTT3-4.8.0-2"})
  @Test
  void endsTheConnectionWhenTheJournalStaysBusy() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.busyTimeout(Duration.ofMillis(300)))) {
      gateway.intake.answer(new Outcome.Busy(Duration.ofMillis(10)));
      try (RawClient five = gateway.connectV5()) {
        five.send(Packets.publishV5(1, 1, UP, "m"));
        five.expectDisconnect(0x89);
      }
      try (RawClient three = gateway.connectV311()) {
        three.send(Packets.publishV311(1, 1, UP, "m"));
        three.expectClosed();
      }
    }
  }

  /** A device back from an outage, whose type has a slow script. */
  @Test
  void keepsTheOrderOfABacklogOfWhichOnlySomeMayBeDecodedAtATime() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.holdAtMost(3);
      for (int id = 1; id <= 20; id++) {
        client.send(Packets.publishV5(1, id, UP, "m" + id));
      }
      client.expectSilence();

      List<String> taken = new ArrayList<>();
      await()
          .until(() -> {
            for (ScriptedIntake.Handed handed : gateway.intake.handed()) {
              if (handed.outcome().complete(ScriptedIntake.ACCEPTED)) {
                taken.add(handed.text());
              }
            }
            return taken.size() == 20;
          });

      assertThat(taken).isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(i -> "m" + i).toList());
      for (int id = 1; id <= 20; id++) {
        client.expectAck(0x40, id);
      }
    }
  }

  @Test
  void slowsADeviceAboveItsRateDownAndLosesNothing() throws IOException {
    try (Gateway gateway = Gateway.start(Gateway.config(), new IntakeConfig.Rates(50, 5, 100));
        RawClient client = gateway.connectV5()) {
      for (int id = 1; id <= 20; id++) {
        client.send(Packets.publishV5(1, id, UP, "m" + id));
      }
      for (int id = 1; id <= 20; id++) {
        client.expectAck(0x40, id);
      }
      assertThat(gateway.count("veedel.mqtt.holds", "reason", "rate")).isPositive();
    }
  }

  @Test
  void endsTheConnectionOfADeviceThatIsAlwaysAboveItsRate() throws IOException {
    try (Gateway gateway =
            Gateway.start(
                Configs.rateExcess(Duration.ofMillis(500)), new IntakeConfig.Rates(1, 1, 100));
        RawClient client = gateway.connectV5()) {
      for (int id = 1; id <= 10; id++) {
        client.send(Packets.publishV5(1, id, UP, "m"));
      }
      client.expectAck(0x40, 1);
      RawClient.Received next = client.receive();
      while (next.firstByte() == 0x40) {
        next = client.receive();
      }
      assertThat(next.firstByte()).isEqualTo(0xE0);
      assertThat(next.at(0)).isEqualTo(0x96);
    }
  }

  @Clause("MQTT5-3.2.2-15")
  @Test
  void endsAConnectionThatSendsTooMuchAtOnce() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.maxPacketBytes(1_000))) {
      try (RawClient five = gateway.connectV5()) {
        five.send(Packets.publishV5(1, 1, UP, "x".repeat(1_000)));
        five.expectDisconnect(0x95);
      }
      try (RawClient three = gateway.connectV311()) {
        three.send(Packets.publishV311(1, 1, UP, "x".repeat(1_000)));
        three.expectClosed();
      }
      assertThat(gateway.intake.handed()).isEmpty();
    }
  }

  @Clause({"MQTT5-3.12.4-1", "MQTT5-4.13.2-1"})
  @Test
  void boundsPingreq() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.controlPacketsPerSecond(1));
        RawClient client = gateway.connectV5()) {
      for (int i = 0; i < 12; i++) {
        client.send(Packets.pingreq());
      }
      RawClient.Received next = client.receive();
      while (next.firstByte() == 0xD0) {
        next = client.receive();
      }
      assertThat(next.firstByte()).isEqualTo(0xE0);
      assertThat(next.at(0)).isEqualTo(0x96);
    }
  }

  /** One that sends and never reads drove another server's heap to 1.9 GB in 30 s. */
  @Test
  void closesAClientThatNeverReads() throws IOException {
    try (Gateway gateway =
            Gateway.start(Configs.writeQueueBytes(1_024, Duration.ofMillis(300), 1_000));
        RawClient client = new RawClient(gateway.server.port(), 2_048)) {
      client.send(
          Packets.connect(5).clientId("c").credentials("dev-1", gateway.devices.secret("dev-1")));
      client.expectConnack(0);
      byte[] flood = new byte[64 * 1_024];
      for (int i = 0; i < flood.length; i += 4) { // PUBREL of unknown messages, six bytes back
        System.arraycopy(Packets.pubrel(1), 0, flood, i, 4);
      }
      assertThat(floodUntilClosed(client, flood)).isTrue();
      await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
      assertThat(gateway.count("veedel.mqtt.holds", "reason", "write_queue")).isPositive();
    }
  }

  /** One read brings thousands of the shortest packets; the others of its event loop go between. */
  @Test
  void letsOthersHaveTheirTurnInAFloodAndAnswersAllOfIt() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      byte[] flood = new byte[4 * 4_000];
      for (int i = 0; i < flood.length; i += 4) {
        System.arraycopy(Packets.pubrel(1 + i / 4), 0, flood, i, 4);
      }
      client.send(flood);

      for (int i = 0; i < 4_000; i++) {
        assertThat(client.receive().packetId()).isEqualTo(1 + i);
      }
      assertThat(gateway.count("veedel.mqtt.holds", "reason", "turn")).isPositive();
    }
  }

  private static boolean floodUntilClosed(RawClient client, byte[] flood) throws IOException {
    try {
      for (int i = 0; i < 10_000; i++) {
        client.send(flood);
      }
      return false;
    } catch (SocketException closed) {
      return true;
    }
  }

  /** [MQTT-3.1.2-22]. */
  @Clause({"MQTT5-3.1.2-22", "MQTT5-3.2.2-22", "MQTT3-3.1.2-24"})
  @Test
  void endsASilentConnectionAfterOneAndAHalfTimesTheKeepAlive() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient five = gateway.connect(Packets.connect(5).clientId("5").keepAlive(1));
        RawClient three = gateway.connect(Packets.connect(4).clientId("3").keepAlive(1))) {
      five.expectDisconnect(0x8D);
      three.expectClosed();
    }
  }

  /** "SlowITe", CVE-2020-13849: the client's keep alive does not hold a place for hours. */
  @Clause("MQTT5-3.2.2-21")
  @Test
  void endsASilentConnectionAfterItsOwnLimitWhateverTheClientWished() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.maxKeepAlive(Duration.ofSeconds(1)));
        RawClient three = gateway.connect(Packets.connect(4).clientId("3").keepAlive(65_535));
        RawClient never = gateway.connect(Packets.connect(4).clientId("0").keepAlive(0))) {
      three.expectClosed();
      never.expectClosed();
    }
  }
}
