package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.conformance.Clause;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PUBLISH must be: sections 1.5.4 and 3.3, and the topics of a device. */
class PublishRulesTest {
  private static final String UP = "v1/dev-1/up";

  private final Gateway gateway = Gateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void expectDisconnect(byte[] packet, int reasonCode) throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(packet);
      client.expectDisconnect(reasonCode);
    }
    assertThat(gateway.intake.handed()).isEmpty();
  }

  private void expectClosed(byte[] packetOf311) throws IOException {
    try (RawClient client = gateway.connectV311()) {
      client.send(packetOf311);
      client.expectClosed();
    }
    assertThat(gateway.intake.handed()).isEmpty();
  }

  private static byte[] publishTo(byte... topic) {
    return Packets.body().twoBytes(topic.length).bytes(topic).twoBytes(1).variable(0).packet(0x32);
  }

  /** [MQTT-1.5.4-1]: overlong encodings and surrogates. Others made U+FFFD of them. */
  @Clause({"MQTT5-1.5.4-1", "MQTT5-3.3.2-1"})
  @Test
  void refusesIllFormedUtf8() throws IOException {
    expectDisconnect(publishTo((byte) 0x61, (byte) 0xC0, (byte) 0x80), 0x81);
    expectDisconnect(publishTo((byte) 0x61, (byte) 0xED, (byte) 0xA0, (byte) 0x80), 0x81);
    expectDisconnect(publishTo((byte) 0xFF), 0x81);
  }

  /** [MQTT-1.5.4-2]. */
  @Clause({"MQTT5-1.5.4-2", "MQTT5-4.7.3-2", "MQTT3-1.5.3-2", "MQTT3-4.7.3-2"})
  @Test
  void refusesTheNullCharacter() throws IOException {
    expectDisconnect(publishTo((byte) 0x61, (byte) 0, (byte) 0x62), 0x81);
    expectClosed(Packets.publishV311(1, 1, "a\u0000b", "{}"));
  }

  /** [MQTT-4.7.3-1]; crashed Mosquitto once (CVE-2021-34432). */
  @Clause({"MQTT5-4.7.3-1", "MQTT3-4.7.3-1"})
  @Test
  void refusesAnEmptyTopic() throws IOException {
    expectDisconnect(publishTo(), 0x82);
    expectClosed(Packets.publishV311(1, 1, "", "{}"));
  }

  /** [MQTT-3.3.2-2]. */
  @Clause({"MQTT5-3.3.2-2", "MQTT5-4.7.0-1", "MQTT3-3.3.2-2", "MQTT3-4.7.1-1"})
  @ParameterizedTest
  @ValueSource(strings = {"a/#", "v1/+/up", "#", "v1/dev-1/up/#"})
  void refusesWildcards(String topic) throws IOException {
    expectDisconnect(Packets.publishV5(1, 1, topic, "{}"), 0x90);
    expectClosed(Packets.publishV311(1, 1, topic, "{}"));
  }

  /** [MQTT-3.3.2-8], [MQTT-3.3.2-9]: Topic Alias Maximum is 0. */
  @Clause({"MQTT5-3.2.2-17", "MQTT5-3.2.2-18", "MQTT5-3.3.2-8", "MQTT5-3.3.2-9"})
  @Test
  void refusesTopicAliases() throws IOException {
    Packets alias = Packets.body().oneByte(0x23).twoBytes(5);
    expectDisconnect(Packets.publishV5(1, 1, UP, "{}", alias), 0x94);
    expectDisconnect(Packets.publishV5(1, 1, "", "{}", alias), 0x94);
    Packets zero = Packets.body().oneByte(0x23).twoBytes(0);
    expectDisconnect(Packets.publishV5(1, 1, UP, "{}", zero), 0x94);
  }

  /** [MQTT-3.2.2-14]: Retain Available is 0. 3.1.1 cannot be told: taken, not retained. */
  @Clause({"MQTT5-3.2.2-14", "MQTT5-3.3.1-5", "MQTT5-3.3.1-6", "MQTT3-3.3.1-5"})
  @Test
  void refusesRetainedMessagesOfMqtt5() throws IOException {
    byte[] five = Packets.publishV5(1, 1, UP, "{}");
    five[0] |= 1;
    expectDisconnect(five, 0x9A);

    byte[] three = Packets.publishV311(1, 1, UP, "{}");
    three[0] |= 1;
    try (RawClient client = gateway.connectV311()) {
      client.send(three);
      client.expectAck(0x40, 1);
    }
  }

  /** [MQTT-3.3.1-4], [MQTT-3.3.1-2], [MQTT-2.2.1-3]. */
  @Clause({
    "MQTT5-2.2.1-3",
    "MQTT5-3.3.1-2",
    "MQTT5-3.3.1-4",
    "MQTT3-2.3.1-1",
    "MQTT3-3.3.1-2",
    "MQTT3-3.3.1-4"
  })
  @Test
  void refusesImpossibleFlagsAndIdentifiers() throws IOException {
    byte[] qos3 = Packets.publishV5(1, 1, UP, "{}");
    qos3[0] |= 6;
    expectDisconnect(qos3, 0x81);
    expectDisconnect(Packets.again(Packets.publishV5(0, 0, UP, "{}")), 0x81);
    expectDisconnect(Packets.publishV5(1, 0, UP, "{}"), 0x82);
    expectClosed(Packets.publishV311(2, 0, UP, "{}"));
  }

  /** [MQTT-3.3.4-6]. */
  @Clause("MQTT5-3.3.4-6")
  @Test
  void refusesASubscriptionIdentifierOfAClient() throws IOException {
    expectDisconnect(
        Packets.publishV5(1, 1, UP, "{}", Packets.body().oneByte(0x0B).variable(1)), 0x82);
  }

  @Clause("MQTT5-1.5.5-1")
  @Test
  void refusesAPropertyLengthBeyondThePacket() throws IOException {
    expectDisconnect(
        Packets.body().text(UP).twoBytes(1).variable(100).oneByte(1).packet(0x32), 0x81);
    expectDisconnect(
        Packets.body().text(UP).twoBytes(1).bytes((byte) 0x80, (byte) 0).packet(0x32), 0x81);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1/dev-2/up", "v1/dev-1/down", "v1/dev-1/up/", "v2/dev-1/up", "x", "ü"})
  void tellsMqtt5OfAForeignTopicOnceAndEndsTheConnectionNextTime(String topic) throws IOException {
    int code = topic.equals("v1/dev-2/up") ? 0x87 : 0x90;
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(1, 1, topic, "{}"));
      assertThat(client.expectAck(0x40, 1, code).text()).contains("v1/dev-1/up");
      client.send(Packets.publishV5(2, 2, topic, "{}"));
      client.expectDisconnect(code);
    }
    assertThat(gateway.intake.handed()).isEmpty();
  }

  @Clause("MQTT3-3.3.5-2")
  @Test
  void closesOnAForeignTopicOfMqtt311() throws IOException {
    expectClosed(Packets.publishV311(1, 1, "v1/dev-2/up", "{}"));
    assertThat(gateway.count("veedel.mqtt.refusals", "reason", "not_authorized")).isOne();
  }

  @Clause("MQTT5-3.3.2-19")
  @Test
  void passesTheContentTypeOn() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(
          Packets.publishV5(
              1, 1, UP, "[]", Packets.body().oneByte(3).text("application/senml+json")));
      client.expectAck(0x40, 1);
      client.send(
          Packets.publishV5(
              1, 2, UP, "{}", Packets.body().oneByte(3).text("application/json; charset=utf-8")));
      client.expectAck(0x40, 2);
      client.send(Packets.publishV5(1, 3, UP, "{}", Packets.body().oneByte(3).text("text/html")));
      client.expectAck(0x40, 3);
      client.send(Packets.publishV5(1, 4, UP, "{}"));
      client.expectAck(0x40, 4);
    }
    assertThat(gateway.intake.handed())
        .extracting(handed -> handed.arrival().format())
        .containsExactly(
            ContentFormat.SENML_JSON,
            ContentFormat.JSON,
            ContentFormat.OCTETS,
            ContentFormat.UNDECLARED);
  }

  @Test
  void takesAnEmptyPayloadAndOneOfTheGreatestLength() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(1, 1, UP, ""));
      client.expectAck(0x40, 1);
      client.send(Packets.publishV5(1, 2, UP, "x".repeat(65_536)));
      client.expectAck(0x40, 2);
      assertThat(gateway.intake.handed().getLast().arrival().payload().length()).isEqualTo(65_536);
    }
  }

  /** Byte by byte, so that every boundary is met. */
  @Test
  void takesAPacketHoweverItIsCut() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      for (byte single : Packets.publishV5(1, 300, UP, "y".repeat(200))) {
        client.send(single);
      }
      client.expectAck(0x40, 300);
    }
    assertThat(gateway.intake.texts()).containsExactly("y".repeat(200));
  }
}
