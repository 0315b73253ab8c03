package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CONNECT and CONNACK: sections 3.1 and 3.2. */
class ConnectTest {
  /** In no other part of a CONNECT. */
  private static final String MARKER = "~";

  private final Gateway gateway = Gateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Packets.Connect valid(int level) {
    return Packets.connect(level)
        .clientId("client-1")
        .credentials("dev-1", gateway.devices.secret("dev-1"));
  }

  private void expectDenied(Packets.Connect connect, int code) throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(connect);
      RawClient.Received connack = client.expectConnack(code);
      assertThat(connack.at(0)).as("session present [MQTT-3.2.2-6]").isZero();
      client.expectClosed();
    }
  }

  private void expectClosed(byte... bytes) throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(bytes);
      client.expectClosed();
    }
  }

  @Clause({"MQTT5-3.1.4-5", "MQTT5-3.12.4-1", "MQTT3-3.1.3-1", "MQTT3-3.1.4-4", "MQTT3-3.12.4-1"})
  @Test
  void welcomesBothVersions() throws IOException {
    try (RawClient three = gateway.connect(Packets.connect(4).clientId("a"));
        RawClient five = gateway.connect(Packets.connect(5).clientId("b"))) {
      three.expectSilence();
      five.expectSilence();
      assertThat(gateway.gauge("veedel.mqtt.connections")).isEqualTo(2);
    }
    await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
  }

  /** [MQTT-3.2.2-7] and table 3-1: what is not offered is said. */
  @Clause({"MQTT5-3.1.2-28", "MQTT5-3.2.2-1", "MQTT5-3.2.2-20", "MQTT5-4.12.0-6"})
  @Test
  void saysInConnackWhatItOffers() throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(valid(5));
      byte[] body = client.expectConnack(0).body();
      assertThat(body)
          .containsExactly(
              Packets.body()
                  .oneByte(0)
                  .oneByte(0)
                  .properties(
                      Packets.body()
                          .oneByte(0x21)
                          .twoBytes(1_024)
                          .oneByte(0x27)
                          .fourBytes(66_560)
                          .oneByte(0x25)
                          .oneByte(0)
                          .oneByte(0x22)
                          .twoBytes(0)
                          .oneByte(0x28)
                          .oneByte(0)
                          .oneByte(0x29)
                          .oneByte(0)
                          .oneByte(0x2A)
                          .oneByte(0))
                  .toBytes());
    }
  }

  /** [MQTT-3.1.2-2]. */
  @Clause({"MQTT5-3.1.2-2", "MQTT3-3.1.2-2"})
  @Test
  void deniesOtherProtocolLevels() throws IOException {
    expectDenied(valid(3).protocol("MQIsdp"), 0x01);
    expectDenied(valid(3), 0x01);
    expectDenied(valid(6), 0x84);
  }

  /** [MQTT-3.1.2-1]. */
  @Clause({"MQTT5-3.1.2-1", "MQTT3-3.1.2-1"})
  @Test
  void closesOnAnotherProtocolName() throws IOException {
    expectClosed(valid(4).protocol("HTTP").toBytes());
    expectClosed("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Clause({"MQTT5-3.1.2-12", "MQTT3-3.1.2-14"})
  @Test
  void deniesAWillOfQos3() throws IOException {
    expectDenied(valid(5).will("t", "gone", 3, false), 0x81);
    expectClosed(valid(4).will("t", "gone", 3, false).toBytes());
  }

  /** A byte that begins no character stands where the marker does. */
  @Clause({"MQTT5-3.1.3-11", "MQTT5-3.1.3-12", "MQTT3-3.1.3-10", "MQTT3-3.1.3-11"})
  @Test
  void deniesAWillTopicAndAUserNameThatAreNotUtf8() throws IOException {
    for (int level : new int[] {4, 5}) {
      byte[] topic = valid(level).will(MARKER, "gone", 0, false).toBytes();
      byte[] user = Packets.connect(level).clientId("c").credentials(MARKER, "x").toBytes();
      for (byte[] connect : new byte[][] {topic, user}) {
        byte[] bad = connect.clone();
        bad[indexOf(bad, (byte) MARKER.charAt(0))] = (byte) 0xFF;
        try (RawClient client = gateway.open()) {
          client.send(bad);
          if (level == 5) {
            client.expectConnack(0x81);
          }
          client.expectClosed();
        }
      }
    }
  }

  private static int indexOf(byte[] bytes, byte searched) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == searched) {
        return i;
      }
    }
    throw new AssertionError("the marker is not there");
  }

  /** [MQTT-3.1.2-3], [MQTT-3.1.2-11]. */
  @Clause({
    "MQTT5-3.1.2-3",
    "MQTT5-3.1.2-11",
    "MQTT5-3.1.2-13",
    "MQTT3-3.1.2-3",
    "MQTT3-3.1.2-11",
    "MQTT3-3.1.2-13",
    "MQTT3-3.1.2-15",
    "MQTT3-3.1.4-1",
    "MQTT3-3.2.2-6"
  })
  @Test
  void deniesContradictingFlags() throws IOException {
    expectDenied(valid(5).flags(1), 0x81);
    expectDenied(valid(5).flags(0x08), 0x81);
    expectDenied(valid(5).flags(0x20), 0x81);
    expectClosed(valid(4).flags(1).toBytes());
  }

  /** [MQTT-3.1.2-22] of 3.1.1; MQTT 5 allows it (section 3.1.2.9), but nobody is known by it. */
  @Clause("MQTT3-3.1.2-22")
  @Test
  void refusesAPasswordWithoutAUserName() throws IOException {
    expectClosed(Packets.connect(4).clientId("c").password("x").toBytes());
    expectDenied(Packets.connect(5).clientId("c").password("x"), 0x87);
  }

  @Clause({
    "MQTT5-3.1.2-17",
    "MQTT5-3.1.2-19",
    "MQTT5-3.1.4-2",
    "MQTT5-3.2.2-6",
    "MQTT5-3.2.2-7",
    "MQTT5-4.13.2-1",
    "MQTT3-3.1.2-19",
    "MQTT3-3.1.2-21",
    "MQTT3-3.2.2-4",
    "MQTT3-3.2.2-5"
  })
  @Test
  void deniesWhoIsNotADevice() throws IOException {
    expectDenied(Packets.connect(5).clientId("c").credentials("dev-1", "wrong"), 0x86);
    expectDenied(Packets.connect(5).clientId("c").credentials("nobody", "wrong"), 0x86);
    expectDenied(Packets.connect(5).clientId("c").credentials("<script>", "wrong"), 0x86);
    expectDenied(Packets.connect(5).clientId("c"), 0x87);
    expectDenied(Packets.connect(4).clientId("c").credentials("dev-1", "wrong"), 5);
    expectDenied(Packets.connect(4).clientId("c"), 5);
  }

  /** Table 3.1 of MQTT 3.1.1 and table 3-1 of MQTT 5, byte by byte; nothing comes after it. */
  @Clause({"MQTT5-3.2.2-7", "MQTT3-3.2.2-5"})
  @Test
  void saysToAWrongPasswordThatItIsWrong() throws IOException {
    assertThat(everything(Packets.connect(4).clientId("c").credentials("dev-1", "wrong")))
        .isEqualTo("20020005");
    Packets reason =
        Packets.body().oneByte(0x1F).text("no enabled device has this id and this secret");
    assertThat(everything(Packets.connect(5).clientId("c").credentials("dev-1", "wrong")))
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    Packets.body().oneByte(0).oneByte(0x86).properties(reason).packet(0x20)));
  }

  /** What the server says until it closes, in hexadecimal. */
  private String everything(Packets.Connect connect) throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(connect);
      return HexFormat.of().formatHex(client.socket().getInputStream().readAllBytes());
    }
  }

  @Clause("MQTT5-3.1.4-2")
  @Test
  void deniesADisabledDevice() throws IOException {
    gateway.devices.disable("dev-1");
    expectDenied(valid(5), 0x86);
  }

  /** [MQTT-3.1.3-5] and below: 64 printable ASCII characters here. */
  @Clause({
    "MQTT5-3.1.3-4",
    "MQTT5-3.1.3-5",
    "MQTT5-3.1.3-8",
    "MQTT3-3.1.3-4",
    "MQTT3-3.1.3-5",
    "MQTT3-3.1.3-9"
  })
  @Test
  void deniesClientIdsItDoesNotTake() throws IOException {
    expectDenied(valid(5).clientId("c".repeat(65)), 0x85);
    expectDenied(valid(5).clientId("tab\there"), 0x85);
    expectDenied(valid(5).clientId("Köln"), 0x85);
    expectDenied(valid(4).clientId("c".repeat(65)), 2);
    gateway.connect(Packets.connect(5).clientId("c".repeat(64))).close();
  }

  /** [MQTT-3.1.3-7], [MQTT-3.2.2-16]. */
  @Clause({
    "MQTT5-3.1.3-3",
    "MQTT5-3.1.3-6",
    "MQTT5-3.1.3-7",
    "MQTT5-3.2.2-16",
    "MQTT3-3.1.3-3",
    "MQTT3-3.1.3-6",
    "MQTT3-3.1.3-7",
    "MQTT3-3.1.3-8"
  })
  @Test
  void assignsAClientIdWhereThereIsNone() throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(valid(5).clientId(""));
      assertThat(client.expectConnack(0).text()).contains("auto-");
    }
    try (RawClient client = gateway.open()) {
      client.send(valid(4).clientId(""));
      client.expectConnack(0);
    }
    expectDenied(valid(4).clientId("").keepSession(), 2); // [MQTT-3.1.3-8] of 3.1.1
  }

  /** Section 4.12: enhanced authentication is not offered. */
  @Clause({"MQTT5-4.12.0-1", "MQTT5-4.12.0-4"})
  @Test
  void deniesEnhancedAuthentication() throws IOException {
    expectDenied(valid(5).properties(Packets.body().oneByte(0x15).text("SCRAM-SHA-256")), 0x8C);
  }

  @Clause({"MQTT5-3.1.4-1", "MQTT5-3.2.2-8"})
  @Test
  void deniesPropertiesThatAreWrong() throws IOException {
    expectDenied(valid(5).properties(Packets.body().oneByte(0x21).twoBytes(0)), 0x82);
    expectDenied(valid(5).properties(Packets.body().oneByte(0x27).fourBytes(0)), 0x82);
    expectDenied(valid(5).sessionExpiry(1).sessionExpiry(1), 0x82);
    expectDenied(valid(5).properties(Packets.body().oneByte(0x17).oneByte(2)), 0x82);
    expectDenied(valid(5).properties(Packets.body().oneByte(0x23).twoBytes(1)), 0x81);
    expectDenied(valid(5).properties(Packets.body().oneByte(0x7E)), 0x81);
    expectDenied(valid(5).properties(Packets.body().oneByte(0x16).text("data")), 0x82);
  }

  @Clause("MQTT5-1.5.7-1")
  @Test
  void takesUserPropertiesAndForgetsThem() throws IOException {
    Packets properties = Packets.body();
    for (int i = 0; i < 100; i++) {
      properties.oneByte(0x26).text("k").text("v");
    }
    gateway.connect(Packets.connect(5).clientId("c").properties(properties)).close();
  }

  /** [MQTT-3.2.2-21]: Server Keep Alive. */
  @Clause("MQTT5-3.2.2-21")
  @Test
  void shortensAKeepAliveThatIsTooLongOrAbsent() throws IOException {
    for (int keepAlive : List.of(0, 65_535)) {
      try (RawClient client = gateway.open()) {
        client.send(valid(5).keepAlive(keepAlive));
        byte[] body = client.expectConnack(0).body();
        assertThat(body).containsSequence(0x13, 900 >> 8, 900 & 0xFF);
      }
    }
  }

  /** [MQTT-3.1.0-2]. */
  @Clause({"MQTT5-3.1.0-2", "MQTT5-3.14.4-2", "MQTT5-4.13.1-1"})
  @Test
  void endsTheConnectionOnASecondConnect() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(valid(5));
      client.expectDisconnect(0x82);
    }
  }

  @Test
  void closesAConnectionThatSaysNothing() throws IOException {
    try (Gateway impatient = Gateway.start(Configs.connectTimeout(Duration.ofMillis(200)));
        RawClient silent = impatient.open();
        RawClient half = impatient.open()) {
      half.send(Arrays.copyOf(valid(5).toBytes(), 12));
      silent.expectClosed();
      half.expectClosed();
    }
  }

  @Test
  void deniesConnectionsBeyondTheLimitInAll() throws IOException {
    try (Gateway small = Gateway.start(Configs.maxConnections(2, 100))) {
      List<RawClient> open = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        open.add(small.connect(Packets.connect(5).clientId("c" + i)));
      }
      expectDeniedBy(small, 5, 0x89);
      expectDeniedBy(small, 4, 3);
      for (RawClient client : open) {
        client.close();
      }
      await().untilAsserted(() -> small.connect(Packets.connect(5).clientId("again")).close());
    }
  }

  @Test
  void deniesConnectionsBeyondTheLimitOfAnAddress() throws IOException {
    try (Gateway small = Gateway.start(Configs.maxConnections(100, 1));
        RawClient open = small.connectV5()) {
      expectDeniedBy(small, 5, 0x89);
      open.expectSilence();
    }
  }

  @Test
  void dropsWhatComesFarBeyondTheLimit() throws IOException {
    try (Gateway small = Gateway.start(Configs.maxConnections(1, 100))) {
      List<RawClient> idle = new ArrayList<>();
      for (int i = 0; i < 17; i++) {
        idle.add(small.open());
      }
      await().until(() -> small.meters.get("veedel.mqtt.connections.dropped").counter() != null);
      try (RawClient dropped = small.open()) {
        dropped.expectClosed();
      }
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  void deniesConnectionsThatComeTooFast() throws IOException {
    try (Gateway slow = Gateway.start(Configs.connectsPerSecond(1))) {
      slow.connectV5().close();
      slow.connectV5().close();
      expectDeniedBy(slow, 5, 0x9F);
    }
  }

  private static void expectDeniedBy(Gateway gateway, int level, int code) throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(
          Packets.connect(level)
              .clientId("one-more")
              .credentials("dev-1", gateway.devices.secret("dev-1")));
      client.expectConnack(code);
      client.expectClosed();
    }
  }
}
