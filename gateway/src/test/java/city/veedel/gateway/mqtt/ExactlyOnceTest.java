package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.journal.Handshake;
import city.veedel.journal.memory.MemoryJournal;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** QoS 2: section 4.3.3. */
class ExactlyOnceTest {
  private static final String UP = "v1/dev-1/up";
  private static final int PUBREC = 0x50;
  private static final int PUBCOMP = 0x70;
  private static final byte[] PUBLISH = Packets.publishV5(2, 9, UP, "once");

  private static Packets.Connect keeping() {
    return Packets.connect(5).clientId("client-1").keepSession().sessionExpiry(3_600);
  }

  @Clause({"MQTT5-2.2.1-5", "MQTT5-3.3.4-1", "MQTT5-4.3.3-8", "MQTT5-4.3.3-11", "MQTT3-4.3.3-2"})
  @Test
  void goesThroughTheWholeHandshake() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      client.send(PUBLISH);
      client.expectAck(PUBREC, 9);
      client.send(Packets.pubrel(9));
      client.expectAck(PUBCOMP, 9);

      assertThat(gateway.intake.handed().getFirst().arrival().begins())
          .isEqualTo(new Handshake("dev-1/client-1", 9));
      assertThat(reopened(gateway.journal).openHandshakes()).isEmpty();
    }
  }

  private static MemoryJournal reopened(MemoryJournal journal) {
    journal.close();
    return journal.reopened();
  }

  /** Others handed it on twice. [MQTT-4.3.3-10] */
  @Clause({"MQTT5-4.1.0-1", "MQTT5-4.3.3-10", "MQTT3-4.1.0-2"})
  @Test
  void handsARepeatInOnlyOnce() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      client.send(PUBLISH);
      client.expectAck(PUBREC, 9);
      for (int i = 0; i < 3; i++) {
        client.send(Packets.again(PUBLISH));
        client.expectAck(PUBREC, 9);
      }

      assertThat(gateway.intake.handed()).hasSize(1);
    }
  }

  @Clause("MQTT5-4.3.3-10")
  @Test
  void answersARepeatOfWhatIsNotDurableYetWhenItIs() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      client.send(PUBLISH);
      client.send(Packets.again(PUBLISH));
      client.expectSilence();

      gateway.intake.complete(0, ScriptedIntake.ACCEPTED);

      client.expectAck(PUBREC, 9);
      client.expectAck(PUBREC, 9);
      assertThat(gateway.intake.handed()).hasSize(1);
    }
  }

  /** [MQTT-4.4.0-1], [MQTT-4.1.0-1]. */
  @Clause("MQTT5-3.1.2-5")
  @Test
  void knowsARepeatOnTheNextConnection() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      try (RawClient first = gateway.connect(keeping())) {
        first.send(PUBLISH);
        first.expectAck(PUBREC, 9);
      }
      try (RawClient second = gateway.open()) {
        second.send(keeping().credentials("dev-1", gateway.devices.secret("dev-1")));
        assertThat(second.expectConnack(0).at(0)).as("session present").isOne();
        second.send(Packets.again(PUBLISH));
        second.expectAck(PUBREC, 9);
        second.send(Packets.pubrel(9));
        second.expectAck(PUBCOMP, 9);
      }
      assertThat(gateway.intake.handed()).hasSize(1);
    }
  }

  @Test
  void answersOnTheNextConnectionWhatTheFirstHandedIn() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      gateway.intake.hold();
      RawClient first = gateway.connect(keeping());
      first.send(PUBLISH);
      await().until(() -> gateway.intake.handed().size() == 1);
      try (RawClient second = gateway.connect(keeping())) {
        second.send(Packets.again(PUBLISH));
        second.expectSilence();

        gateway.intake.complete(0, ScriptedIntake.ACCEPTED);

        second.expectAck(PUBREC, 9);
        assertThat(gateway.intake.handed()).hasSize(1);
      }
      first.close();
    }
  }

  @Clause({"MQTT5-4.3.3-8", "MQTT3-4.1.0-1"})
  @Test
  void knowsARepeatAfterARestartOfTheServer() throws IOException {
    MemoryJournal journal = MemoryJournal.create();
    try (Gateway before = Gateway.start(Gateway.config(), journal);
        RawClient client = before.connect(keeping())) {
      client.send(PUBLISH);
      client.expectAck(PUBREC, 9);
    }
    try (Gateway after = Gateway.start(Gateway.config(), reopened(journal));
        RawClient client = after.connect(keeping())) {
      client.send(Packets.again(PUBLISH));
      client.expectAck(PUBREC, 9);
      client.send(Packets.pubrel(9));
      client.expectAck(PUBCOMP, 9);

      assertThat(after.intake.handed()).isEmpty();
    }
  }

  @Clause("MQTT5-4.3.3-12")
  @Test
  void completesOnlyWhenTheEndIsDurable() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      client.send(PUBLISH);
      client.expectAck(PUBREC, 9);
      gateway.journal.holdSyncs();
      client.send(Packets.pubrel(9));
      client.expectSilence();

      gateway.journal.sync();

      client.expectAck(PUBCOMP, 9);
    }
  }

  /** [MQTT-3.1.2-4]: clean start discards the state. */
  @Clause({"MQTT5-3.1.2-4", "MQTT5-3.1.4-4", "MQTT3-3.1.2-6"})
  @Test
  void takesTheSameIdentifierAsNewAfterACleanStart() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      try (RawClient first = gateway.connect(keeping())) {
        first.send(PUBLISH);
        first.expectAck(PUBREC, 9);
      }
      try (RawClient second = gateway.connectV5()) {
        second.send(PUBLISH);
        second.expectAck(PUBREC, 9);
      }
      assertThat(gateway.intake.handed()).hasSize(2);
      await().until(() -> gateway.meters.get("veedel.mqtt.connections").gauge().value() == 0);
      assertThat(reopened(gateway.journal).openHandshakes()).isEmpty();
    }
  }

  /** Section 3.7.2.1. */
  @Clause("MQTT5-3.7.2-1")
  @Test
  void saysThatItDoesNotKnowAnIdentifier() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient five = gateway.connect(Packets.connect(5).clientId("5"));
        RawClient three = gateway.connect(Packets.connect(4).clientId("3"))) {
      five.send(Packets.pubrel(77));
      five.expectAck(PUBCOMP, 77, 0x92);
      three.send(Packets.pubrel(77));
      three.expectAck(PUBCOMP, 77);
    }
  }

  /** [MQTT-4.3.3-9]: PUBREC of 0x80 or more frees the identifier. */
  @Clause({"MQTT5-3.5.2-1", "MQTT5-4.3.3-9"})
  @Test
  void freesTheIdentifierOfARefusedMessage() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.answer(new Outcome.Refused(RefusalReason.VALUE_INVALID, "no", "", true));
      client.send(PUBLISH);
      client.expectAck(PUBREC, 9, 0x99);
      gateway.intake.accept();
      client.send(PUBLISH);
      client.expectAck(PUBREC, 9);

      assertThat(gateway.intake.handed()).hasSize(2);
    }
  }

  @Clause("MQTT3-4.3.3-2")
  @Test
  void keepsTheIdentifierOfARefusedMessageOfMqtt311WhichIsNotTold() throws IOException {
    byte[] publish = Packets.publishV311(2, 9, UP, "bad");
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV311()) {
      gateway.intake.answer(new Outcome.Refused(RefusalReason.VALUE_INVALID, "no", "", true));
      client.send(publish);
      client.expectAck(PUBREC, 9);
      client.send(Packets.again(publish));
      client.expectAck(PUBREC, 9);
      client.send(Packets.pubrel(9));
      client.expectAck(PUBCOMP, 9);

      assertThat(gateway.intake.handed()).hasSize(1);
    }
  }

  @Test
  void handsInAgainAfterTheJournalWasBusy() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.answer(new Outcome.Busy(Duration.ofMillis(10)));
      client.send(PUBLISH);
      await().until(() -> gateway.intake.handed().size() >= 2);
      gateway.intake.accept();
      client.expectAck(PUBREC, 9);
      client.send(Packets.pubrel(9));
      client.expectAck(PUBCOMP, 9);
    }
  }

  @Test
  void handsInAgainWhatFailed() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      gateway.intake.hold();
      try (RawClient first = gateway.connect(keeping())) {
        first.send(PUBLISH);
        await().until(() -> gateway.intake.handed().size() == 1);
        gateway.intake.fail(0, new IllegalStateException("a bug"));
        first.expectDisconnect(0x80);
      }
      gateway.intake.accept();
      try (RawClient second = gateway.connect(keeping())) {
        second.send(Packets.again(PUBLISH));
        second.expectAck(PUBREC, 9);
        second.send(Packets.pubrel(9));
        second.expectAck(PUBCOMP, 9);
      }
      assertThat(gateway.intake.handed()).hasSize(2);
    }
  }

  @Test
  void handsInAgainWhatCouldNotBeHandedIn() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      gateway.intake.breakDown(new IllegalStateException("a bug"));
      try (RawClient first = gateway.connect(keeping())) {
        first.send(PUBLISH);
        first.expectDisconnect(0x80);
      }
      gateway.intake.accept();
      try (RawClient second = gateway.connect(keeping())) {
        second.send(Packets.again(PUBLISH));
        second.expectAck(PUBREC, 9);
      }
    }
  }

  @Test
  void endsTheConnectionOnPubrelBeforePubrec() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      client.send(PUBLISH);
      await().until(() -> gateway.intake.handed().size() == 1);
      client.send(Packets.pubrel(9));
      client.expectDisconnect(0x82);
    }
  }

  @Test
  void boundsTheHandshakesOfASession() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.sessions(8, Duration.ofHours(1), 3));
        RawClient five = gateway.connectV5()) {
      for (int id = 1; id <= 3; id++) {
        five.send(Packets.publishV5(2, id, UP, "m"));
        five.expectAck(PUBREC, id);
      }
      five.send(Packets.publishV5(2, 4, UP, "m"));
      five.expectDisconnect(0x93);
    }
  }

  /** CVE-2023-28366: a leak by repeated identifiers. */
  @Test
  void doesNotGrowWithRepeats() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      for (int i = 0; i < 1_000; i++) {
        client.send(Packets.again(PUBLISH));
        client.expectAck(PUBREC, 9);
      }
      assertThat(gateway.intake.handed()).hasSize(1);
      assertThat(gateway.gauge("veedel.mqtt.unacknowledged")).isZero();
    }
  }
}
