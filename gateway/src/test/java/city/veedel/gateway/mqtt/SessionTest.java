package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.model.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions, takeover, wills, and the right to stay: sections 3.1.2.5, 3.1.4 and 4.1. */
class SessionTest {
  private static final String UP = "v1/dev-1/up";

  private static Packets.Connect five() {
    return Packets.connect(5).clientId("client-1");
  }

  private static int sessionPresent(Gateway gateway, Packets.Connect connect) throws IOException {
    try (RawClient client = gateway.open()) {
      client.send(connect.credentials("dev-1", gateway.devices.secret("dev-1")));
      return client.expectConnack(0).at(0);
    }
  }

  /** [MQTT-3.1.4-3]. */
  @Clause("MQTT5-3.1.4-3")
  @Test
  void takesAConnectionOverWhenItsClientComesAgain() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient old = gateway.connectV5();
        RawClient young = gateway.connectV5()) {
      old.expectDisconnect(0x8E);
      young.expectSilence();
      assertThat(gateway.gauge("veedel.mqtt.connections")).isOne();
    }
  }

  @Clause("MQTT3-3.1.4-2")
  @Test
  void closesTheOldConnectionOfMqtt311() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient old = gateway.connectV311();
        RawClient young = gateway.connectV5()) {
      old.expectClosed();
      young.expectSilence();
    }
  }

  @Clause("MQTT5-3.1.4-3")
  @Test
  void leavesOneConnectionOfManyThatComeAtOnce() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RawClient client = gateway.open();
        client.send(five().credentials("dev-1", gateway.devices.secret("dev-1")));
        clients.add(client);
      }
      await().untilAsserted(() -> assertThat(gateway.gauge("veedel.mqtt.connections")).isOne());
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  /** Nobody can end the connection of another device by using its client id. */
  @Clause({"MQTT5-3.1.3-2", "MQTT3-3.1.3-2"})
  @Test
  void bindsTheClientIdToTheDevice() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient mine = gateway.connectV5();
        RawClient other = gateway.open()) {
      other.send(five().credentials("dev-2", gateway.devices.secret("dev-2")));
      other.expectConnack(0);
      mine.expectSilence();
      other.expectSilence();
    }
  }

  /** [MQTT-3.2.2-2], [MQTT-3.2.2-3]. */
  @Clause({"MQTT5-3.1.2-5", "MQTT5-3.1.2-6", "MQTT5-3.1.2-23", "MQTT5-3.2.2-2", "MQTT5-3.2.2-3"})
  @Test
  void saysWhetherItHasTheSession() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      assertThat(sessionPresent(gateway, five().keepSession().sessionExpiry(60))).isZero();
      assertThat(sessionPresent(gateway, five().keepSession().sessionExpiry(60))).isOne();
      assertThat(sessionPresent(gateway, five().sessionExpiry(60))).as("clean start").isZero();
      assertThat(sessionPresent(gateway, five().keepSession())).as("ends with it").isOne();
      await()
          .untilAsserted(() -> assertThat(sessionPresent(gateway, five().keepSession())).isZero());
    }
  }

  @Clause({"MQTT3-3.1.2-4", "MQTT3-3.1.4-3", "MQTT3-3.2.2-1", "MQTT3-3.2.2-2", "MQTT3-3.2.2-3"})
  @Test
  void keepsASessionOfMqtt311ThatIsNotClean() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      Packets.Connect connect = Packets.connect(4).clientId("c").keepSession();
      assertThat(sessionPresent(gateway, connect)).isZero();
      assertThat(sessionPresent(gateway, connect)).isOne();
    }
  }

  /** [MQTT-3.1.2-23]. */
  @Clause("MQTT5-4.1.0-2")
  @Test
  void forgetsASessionWhenItsTimeIsOver() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      sessionPresent(gateway, five().keepSession().sessionExpiry(1));
      assertThat(sessionPresent(gateway, five().keepSession().sessionExpiry(1))).isOne();
      await()
          .pollDelay(Duration.ofMillis(1_700))
          .untilAsserted(() ->
              assertThat(sessionPresent(gateway, five().keepSession().sessionExpiry(0))).isZero());
    }
  }

  /** Section 3.2.2.3.2. */
  @Clause("MQTT5-3.1.2-23")
  @Test
  void saysWhenItKeepsASessionForLessThanWished() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.open()) {
      client.send(
          five().sessionExpiry(0xFFFF_FFFFL).credentials("dev-1", gateway.devices.secret("dev-1")));
      assertThat(client.expectConnack(0).body())
          .containsSequence(Packets.body().oneByte(0x11).fourBytes(86_400).toBytes());
    }
  }

  /** Section 3.14.2.2.2. */
  @Test
  void letsDisconnectShortenASessionButNotBeginOne() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      byte[] keep = expiryAtDisconnect(60);
      try (RawClient client = gateway.connectV5()) {
        client.send(keep);
        client.expectDisconnect(0x82);
      }
      try (RawClient client = gateway.connect(five().sessionExpiry(60))) {
        client.send(expiryAtDisconnect(0));
        client.expectClosed();
      }
      assertThat(sessionPresent(gateway, five().keepSession())).isZero();
    }
  }

  private static byte[] expiryAtDisconnect(int seconds) {
    return Packets.body()
        .oneByte(0)
        .properties(Packets.body().oneByte(0x11).fourBytes(seconds))
        .packet(0xE0);
  }

  @Test
  void givesUpTheLongestAbsentSessionOfADeviceForANewOne() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.sessions(2, Duration.ofHours(1), 100))) {
      for (String id : List.of("a", "b", "c")) {
        sessionPresent(gateway, Packets.connect(5).clientId(id).sessionExpiry(60));
        await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
      }
      Packets.Connect b = Packets.connect(5).clientId("b").keepSession().sessionExpiry(60);
      assertThat(sessionPresent(gateway, b)).isOne();
      Packets.Connect a = Packets.connect(5).clientId("a").keepSession().sessionExpiry(60);
      assertThat(sessionPresent(gateway, a)).isZero();
    }
  }

  @Test
  void deniesMoreConnectedClientsOfADeviceThanAllowed() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.sessions(1, Duration.ofHours(1), 100));
        RawClient first = gateway.connectV5();
        RawClient second = gateway.open()) {
      second.send(
          Packets.connect(5)
              .clientId("other")
              .credentials("dev-1", gateway.devices.secret("dev-1")));
      second.expectConnack(0x97);
      second.expectClosed();
      first.expectSilence();
    }
  }

  /** [MQTT-3.1.2-8]. */
  @Clause({
    "MQTT5-3.1.2-7",
    "MQTT5-3.1.2-8",
    "MQTT5-3.1.2-14",
    "MQTT5-3.1.3-1",
    "MQTT3-3.1.2-8",
    "MQTT3-3.1.2-16"
  })
  @Test
  void handsTheWillInWhenAConnectionBreaks() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      gateway.connect(five().will(UP, "gone", 1, false)).vanish();
      await().until(() -> gateway.intake.texts().equals(List.of("gone")));
    }
  }

  /** [MQTT-3.1.2-10], [MQTT-3.14.4-3]. */
  @Clause({"MQTT5-3.1.2-10", "MQTT5-3.14.4-3", "MQTT3-3.1.2-10", "MQTT3-3.14.4-3"})
  @Test
  void forgetsTheWillOnDisconnectUnlessItIsWanted() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      try (RawClient client = gateway.connect(five().will(UP, "no", 1, false))) {
        client.send(Packets.disconnectV5(0));
        client.expectClosed();
      }
      try (RawClient client = gateway.connect(five().will(UP, "wanted", 1, false))) {
        client.send(Packets.disconnectV5(4));
        client.expectClosed();
      }
      await().until(() -> gateway.intake.texts().equals(List.of("wanted")));
    }
  }

  @Test
  void keepsTheWillToItselfOnTakeover() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient old = gateway.connect(five().will(UP, "gone", 1, false));
        RawClient young = gateway.connectV5()) {
      old.expectDisconnect(0x8E);
      young.expectSilence();
      assertThat(gateway.intake.handed()).isEmpty();
    }
  }

  /** [MQTT-3.1.3-9]. */
  @Clause("MQTT5-3.1.3-9")
  @Test
  void holdsADelayedWillBackAndForgetsItWhenTheDeviceReturns() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      Packets delay = Packets.body().oneByte(0x18).fourBytes(3_600);
      Packets.Connect connect =
          five().keepSession().sessionExpiry(3_600).will(UP, "gone", 1, false, delay);
      gateway.connect(connect).vanish();
      await().until(() -> gateway.gauge("veedel.mqtt.connections") == 0);
      try (RawClient back = gateway.connect(five().keepSession().sessionExpiry(3_600))) {
        back.expectSilence();
      }
      assertThat(gateway.intake.handed()).isEmpty();
    }
  }

  @Clause("MQTT5-3.1.2-8")
  @Test
  void handsADelayedWillInWhenItIsDue() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      Packets delay = Packets.body().oneByte(0x18).fourBytes(1);
      gateway.connect(five().sessionExpiry(3_600).will(UP, "late", 1, false, delay)).vanish();
      await().until(() -> gateway.intake.texts().equals(List.of("late")));
    }
  }

  @Test
  void losesAndCountsAWillWhenTooManyWaitForTheJournal() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.maxWaitingWills(2))) {
      gateway.intake.answer(new Outcome.Busy(Duration.ofSeconds(1)));
      for (int i = 0; i < 3; i++) {
        gateway.connect(Packets.connect(5).clientId("c" + i).will(UP, "will", 1, false)).vanish();
      }
      await().until(() -> gateway.count("veedel.mqtt.wills.lost") == 1);
      int before = gateway.intake.handed().size();

      gateway.intake.accept();

      await().until(() -> gateway.intake.handed().size() >= before + 2);
      assertThat(gateway.count("veedel.mqtt.wills.lost")).isOne();
    }
  }

  @Clause({"MQTT5-3.1.2-15", "MQTT5-3.2.2-13"})
  @Test
  void deniesAWillToAnotherTopicAndARetainedOne() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      for (int level : List.of(4, 5)) {
        try (RawClient client = gateway.open()) {
          client.send(
              Packets.connect(level)
                  .clientId("c")
                  .will("v1/dev-2/up", "x", 0, false)
                  .credentials("dev-1", gateway.devices.secret("dev-1")));
          client.expectConnack(level == 5 ? 0x87 : 5);
        }
      }
      try (RawClient client = gateway.open()) {
        client.send(
            five().will(UP, "x", 0, true).credentials("dev-1", gateway.devices.secret("dev-1")));
        client.expectConnack(0x9A);
      }
    }
  }

  @Test
  void cutsTheConnectionOfADeviceThatIsDisabledAndKeepsItsWillToItself() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connect(five().will(UP, "gone", 1, false))) {
      gateway.devices.disable("dev-1");
      client.expectDisconnect(0x98);
      assertThat(gateway.intake.handed()).isEmpty();
    }
  }

  @Test
  void letsAConnectionStayThroughARotationAndCutsItWhenTheOldSecretExpires() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.recheck(Duration.ofMillis(100)));
        RawClient client = gateway.connectV5()) {
      gateway.devices.rotate("dev-1", Instant.now().plusSeconds(2));
      client.expectSilence();
      client.expectDisconnect(0x98);
    }
  }

  @Test
  void tellsEveryClientWhenItShutsDownAfterAnsweringWhatItTook() throws IOException {
    Gateway gateway = Gateway.start();
    try (RawClient five = gateway.connect(Packets.connect(5).clientId("5"));
        RawClient three = gateway.connect(Packets.connect(4).clientId("3"))) {
      gateway.intake.hold();
      five.send(Packets.publishV5(1, 1, UP, "last"));
      await().until(() -> gateway.intake.handed().size() == 1);
      var closing = gateway.server.close().toCompletableFuture();
      three.expectClosed();
      gateway.intake.complete(0, ScriptedIntake.ACCEPTED);
      five.expectAck(0x40, 1);
      five.expectDisconnect(0x8B);
      await().until(closing::isDone);
    }
  }
}
