package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.mqtt.Downlinks.Result;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clauses of the standard that nothing else needs: packets byte by byte. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WireRulesTest {
  private static final String UP = "v1/dev-1/up";
  private static final String DOWN = "v1/dev-1/down";
  private static final DeviceId DEVICE = new DeviceId("dev-1");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Gateway gateway = Gateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private CompletableFuture<Result> sendDown(String text) {
    Payload payload = Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    return gateway.server.downlinks().publish(DEVICE, payload).toCompletableFuture();
  }

  private static byte[] unsubscribe(int packetId, String... filters) {
    Packets all = Packets.body().twoBytes(packetId).variable(0);
    for (String filter : filters) {
      all.text(filter);
    }
    return all.packet(0xA2);
  }

  /** PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT, AUTH. */
  @Clause({
    "MQTT5-2.1.3-1",
    "MQTT5-3.6.1-1",
    "MQTT5-3.8.1-1",
    "MQTT5-3.10.1-1",
    "MQTT5-3.14.1-1",
    "MQTT5-3.15.1-1",
    "MQTT3-2.2.2-1",
    "MQTT3-2.2.2-2",
    "MQTT3-3.6.1-1",
    "MQTT3-3.8.1-1",
    "MQTT3-3.10.1-1",
    "MQTT3-3.14.1-1"
  })
  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x50, 0x62, 0x70, 0x82, 0xA2, 0xC0, 0xE0, 0xF0})
  void endsTheConnectionOnReservedFlags(int firstByte) throws IOException {
    byte[] good = Packets.body().twoBytes(1).packet(firstByte);
    for (int bit = 1; bit <= 8; bit <<= 1) {
      byte[] bad = good.clone();
      bad[0] ^= (byte) bit;
      try (RawClient five = gateway.connectV5()) {
        five.send(bad);
        five.expectDisconnect(0x81);
      }
      try (RawClient three = gateway.connectV311()) {
        three.send(bad);
        three.expectClosed();
      }
    }
  }

  /** As long as the wire allows; ours are 256 bytes at most. */
  @Clause({"MQTT5-4.7.3-3", "MQTT3-4.7.3-3"})
  @Test
  void refusesATopicThatIsLongerThanOurs() throws IOException {
    String longest = "v1/" + "x".repeat(65_532);
    try (RawClient five = gateway.connectV5()) {
      five.send(Packets.publishV5(1, 1, longest, "{}"));
      five.expectAck(0x40, 1, 0x90);
    }
    try (RawClient three = gateway.connectV311()) {
      three.send(Packets.publishV311(1, 1, longest, "{}"));
      three.expectClosed();
    }
    assertThat(gateway.intake.handed()).isEmpty();
  }

  @Clause("MQTT5-3.3.2-13")
  @Test
  void endsTheConnectionOnAResponseTopicThatIsNotUtf8() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      Packets responseTopic = Packets.body().oneByte(0x08).twoBytes(1).oneByte(0xFF);
      client.send(Packets.publishV5(1, 1, UP, "{}", responseTopic));
      client.expectDisconnect(0x81);
    }
  }

  @Clause("MQTT5-4.12.0-7")
  @Test
  void endsTheConnectionOnAuth() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.body().oneByte(0x19).variable(0).packet(0xF0));
      client.expectDisconnect(0x82);
    }
  }

  /** Stripped, the topic would be the device's own. */
  @Clause({"MQTT5-1.5.4-3", "MQTT5-4.7.3-4", "MQTT3-1.5.3-3", "MQTT3-4.7.3-4"})
  @Test
  void keepsTheZeroWidthNoBreakSpaceOfATopic() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(1, 1, "\uFEFF" + UP, "{}"));
      client.expectAck(0x40, 1, 0x90);
    }
    assertThat(gateway.intake.handed()).isEmpty();
  }

  @Clause({"MQTT5-3.1.2-24", "MQTT5-3.2.2-19"})
  @Test
  void deniesAClientThatCouldNotTakeOurConnack() throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(
          Packets.connect(5)
              .clientId("c")
              .properties(Packets.body().oneByte(0x27).fourBytes(20))
              .credentials("dev-1", gateway.devices.secret("dev-1")));
      assertThat(client.expectConnack(0x95).body()).hasSize(3); // without a Reason String
      client.expectClosed();
    }
  }

  @Clause({"MQTT5-3.1.4-6", "MQTT3-3.1.4-5"})
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void processesNothingBehindARefusedConnect(int level) throws IOException {
    byte[] publish =
        level == 5 ? Packets.publishV5(1, 1, UP, "{}") : Packets.publishV311(1, 1, UP, "{}");
    try (RawClient client = gateway.open()) {
      byte[] connect = Packets.connect(level).credentials("dev-1", "wrong").toBytes();
      client.send(Packets.concat(connect, publish));
      client.expect(0x20);
      client.expectClosed();
    }
    assertThat(gateway.intake.handed()).isEmpty();
  }

  @Clause({
    "MQTT5-2.2.1-4",
    "MQTT5-2.2.2-1",
    "MQTT5-3.1.2-26",
    "MQTT5-3.1.2-27",
    "MQTT5-3.3.1-3",
    "MQTT5-3.3.2-1",
    "MQTT5-3.3.2-3",
    "MQTT5-3.3.2-11",
    "MQTT5-4.3.2-1",
    "MQTT5-4.3.2-2",
    "MQTT3-3.3.1-3",
    "MQTT3-3.3.2-3",
    "MQTT3-4.3.2-1"
  })
  @Test
  void writesADownlinkAsItShould() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.subscribeV5(7, 1, DOWN));
      client.expect(0x90);
      for (int packetId = 1; packetId <= 2; packetId++) {
        var _ = sendDown("go");
        assertThat(client.expect(0x32).body())
            .containsExactly(
                Packets.body()
                    .text(DOWN)
                    .twoBytes(packetId)
                    .variable(0)
                    .bytes("go".getBytes(StandardCharsets.US_ASCII))
                    .toBytes());
      }
    }
  }

  @Clause({
    "MQTT5-2.2.1-6",
    "MQTT5-3.8.4-2",
    "MQTT5-3.8.4-5",
    "MQTT5-3.8.4-6",
    "MQTT5-3.9.2-1",
    "MQTT5-3.9.2-2",
    "MQTT3-2.3.1-7",
    "MQTT3-3.8.4-2",
    "MQTT3-3.8.4-4"
  })
  @Test
  void answersASubscribeWithItsIdentifierAndOneCodeForEachFilter() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.subscribeV5(0x1234, 1, "#", DOWN, "v1/dev-2/down"));
      assertThat(client.expect(0x90).body())
          .containsExactly(0x12, 0x34, 0, (byte) 0xA2, 1, (byte) 0x87);
    }
    try (RawClient client = gateway.connectV311()) {
      client.send(Packets.subscribeV311(0x1234, 2, DOWN, "#"));
      assertThat(client.expect(0x90).body()).containsExactly(0x12, 0x34, 1, (byte) 0x80);
    }
  }

  @Clause({
    "MQTT5-3.10.4-5",
    "MQTT5-3.10.4-6",
    "MQTT5-3.11.2-1",
    "MQTT5-3.11.2-2",
    "MQTT5-3.11.3-1",
    "MQTT5-3.11.3-2",
    "MQTT3-3.10.4-4",
    "MQTT3-3.10.4-5",
    "MQTT3-3.10.4-6"
  })
  @Test
  void answersAnUnsubscribeWithItsIdentifierAndOneCodeForEachFilter() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.subscribeV5(1, 1, DOWN));
      client.expect(0x90);
      client.send(unsubscribe(0x1234, "other", DOWN));
      assertThat(client.expect(0xB0).body()).containsExactly(0x12, 0x34, 0, 0x11, 0);
    }
    try (RawClient client = gateway.connectV311()) {
      client.send(Packets.body().twoBytes(0x1234).text("other").packet(0xA2));
      assertThat(client.expect(0xB0).body()).containsExactly(0x12, 0x34);
    }
  }

  @Clause({"MQTT5-3.8.4-3", "MQTT5-3.8.4-4", "MQTT3-3.8.4-3"})
  @Test
  void replacesASubscription() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.subscribeV5(1, 1, DOWN));
      client.expect(0x90);
      CompletableFuture<Result> before = sendDown("before");
      assertThat(client.expect(0x32).text()).endsWith("before");
      client.send(Packets.subscribeV5(2, 0, DOWN));
      client.expect(0x90);
      client.send(Packets.puback(1));
      var _ = sendDown("after");
      assertThat(client.expect(0x30).text()).endsWith("after");
      assertThat(before).succeedsWithin(PATIENCE).isEqualTo(Result.DELIVERED);
      client.expectSilence();
    }
  }

  @Clause({"MQTT5-3.10.4-3", "MQTT3-3.10.4-3"})
  @Test
  void completesADownlinkAfterUnsubscribe() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.subscribeV5(1, 1, DOWN));
      client.expect(0x90);
      CompletableFuture<Result> result = sendDown("late");
      client.expect(0x32);
      client.send(unsubscribe(2, DOWN));
      client.expect(0xB0);
      client.send(Packets.puback(1));
      assertThat(result).succeedsWithin(PATIENCE).isEqualTo(Result.DELIVERED);
    }
  }

  @Clause({
    "MQTT5-4.6.0-1",
    "MQTT5-4.6.0-5",
    "MQTT5-4.6.0-6",
    "MQTT3-4.6.0-1",
    "MQTT3-4.6.0-5",
    "MQTT3-4.6.0-6"
  })
  @Test
  void sendsAgainInTheOrderOfSending() throws IOException {
    Packets.Connect keeping = Packets.connect(5).clientId("c").keepSession().sessionExpiry(3_600);
    List<String> texts = List.of("one", "two", "three");
    try (RawClient first = gateway.connect(keeping)) {
      first.send(Packets.subscribeV5(1, 1, DOWN));
      first.expect(0x90);
      for (String text : texts) {
        var _ = sendDown(text);
      }
      for (String text : texts) {
        assertThat(first.expect(0x32).text()).endsWith(text);
      }
    }
    try (RawClient second = gateway.connect(keeping)) {
      for (String text : texts) {
        assertThat(second.expect(0x3A).text()).endsWith(text);
      }
    }
  }

  @Clause({"MQTT5-4.3.2-5", "MQTT3-4.3.2-2"})
  @Test
  void takesAnAcknowledgedIdentifierAsANewMessage() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(1, 9, UP, "first"));
      client.expectAck(0x40, 9);
      client.send(Packets.again(Packets.publishV5(1, 9, UP, "second")));
      client.expectAck(0x40, 9);
    }
    assertThat(gateway.intake.texts()).containsExactly("first", "second");
  }

  @Clause({"MQTT5-4.6.0-3", "MQTT3-4.6.0-3"})
  @Test
  void answersAllQosInTheOrderOfArrival() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      client.send(Packets.publishV5(2, 1, UP, "a"));
      client.send(Packets.publishV5(1, 2, UP, "b"));
      client.send(Packets.publishV5(2, 3, UP, "c"));
      await().until(() -> gateway.intake.handed().size() == 3);
      for (int index = 2; index >= 0; index--) {
        gateway.intake.complete(index, ScriptedIntake.ACCEPTED);
      }
      client.expectAck(0x50, 1);
      client.expectAck(0x40, 2);
      client.expectAck(0x50, 3);
    }
  }

  @Clause({"MQTT5-3.14.2-2", "MQTT5-3.14.2-3", "MQTT5-3.14.2-4"})
  @Test
  void saysInDisconnectNothingButWhy() throws IOException {
    Packets small = Packets.body().oneByte(0x27).fourBytes(40);
    Packets.Connect connect = Packets.connect(5).clientId("c").properties(small);
    try (RawClient client = gateway.connect(connect)) {
      client.send(Packets.publishV5(1, 1, "a/#", "{}"));
      assertThat(client.expectDisconnect(0x90).body()).hasSize(1);
    }
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(1, 1, "a/#", "{}"));
      RawClient.Received disconnect = client.expectDisconnect(0x90);
      int properties = disconnect.at(1);
      assertThat(disconnect.at(2)).as("Reason String").isEqualTo(0x1F);
      assertThat(disconnect.at(3) << 8 | disconnect.at(4)).isEqualTo(properties - 3);
    }
  }
}
