package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.journal.JournalFailedException;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** QoS 0 and 1: sections 4.3.1, 4.3.2 and 4.6. */
class AtLeastOnceTest {
  private static final String UP = "v1/dev-1/up";

  @Clause({"MQTT5-2.2.1-5", "MQTT5-3.3.4-1"})
  @Test
  void acknowledgesAPublishOfMqtt5() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(1, 7, UP, "{}"));

      client.expectAck(0x40, 7);

      assertThat(gateway.intake.texts()).containsExactly("{}");
      assertThat(gateway.intake.handed().getFirst().arrival().refusalIsTold()).isTrue();
      assertThat(gateway.intake.handed().getFirst().arrival().assured()).isTrue();
    }
  }

  @Clause({"MQTT3-2.3.1-6", "MQTT3-3.3.4-1", "MQTT3-4.3.2-2"})
  @Test
  void acknowledgesAPublishOfMqtt311() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV311()) {
      client.send(Packets.publishV311(1, 65_535, UP, "{}"));

      client.expectAck(0x40, 65_535);

      assertThat(gateway.intake.handed().getFirst().arrival().refusalIsTold()).isFalse();
    }
  }

  @Clause({"MQTT5-2.2.1-2", "MQTT5-3.3.4-1"})
  @Test
  void handsInQos0AndAnswersNothing() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      client.send(Packets.publishV5(0, 0, UP, "zero"));
      client.expectSilence();

      assertThat(gateway.intake.texts()).containsExactly("zero");
      assertThat(gateway.intake.handed().getFirst().arrival().assured()).isFalse();
      assertThat(gateway.intake.handed().getFirst().arrival().refusalIsTold()).isFalse();
    }
  }

  @Clause("MQTT5-4.3.2-4")
  @Test
  void acknowledgesNothingBeforeTheIntakeHasCompleted() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      client.send(Packets.publishV5(1, 1, UP, "a"));
      client.expectSilence();

      gateway.intake.complete(0, ScriptedIntake.ACCEPTED);

      client.expectAck(0x40, 1);
    }
  }

  /** [MQTT-4.6.0-2]. */
  @Clause({"MQTT5-4.6.0-2", "MQTT3-4.6.0-2"})
  @Test
  void acknowledgesInTheOrderOfArrivalWhateverTheOrderOfCompletion() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      for (int id = 1; id <= 4; id++) {
        client.send(Packets.publishV5(1, id, UP, "m" + id));
      }
      await().until(() -> gateway.intake.handed().size() == 4);

      gateway.intake.complete(3, ScriptedIntake.ACCEPTED);
      gateway.intake.complete(1, ScriptedIntake.ACCEPTED);
      gateway.intake.complete(2, ScriptedIntake.ACCEPTED);
      client.expectSilence();
      gateway.intake.complete(0, ScriptedIntake.ACCEPTED);

      for (int id = 1; id <= 4; id++) {
        client.expectAck(0x40, id);
      }
    }
  }

  @Test
  void takesAPublishThatComesRightBehindConnect() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.open()) {
      Packets.Connect connect =
          Packets.connect(5).clientId("c").credentials("dev-1", gateway.devices.secret("dev-1"));
      client.send(Packets.concat(connect.toBytes(), Packets.publishV5(1, 1, UP, "early")));

      client.expectConnack(0);
      client.expectAck(0x40, 1);
    }
  }

  @Clause("MQTT5-3.4.2-1")
  @Test
  void tellsMqtt5WhyAMessageWasSetAside() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.answer(
          new Outcome.Refused(
              RefusalReason.VALUE_INVALID, "no2 is \"high\"; a number is needed", "/no2", true));
      client.send(Packets.publishV5(1, 3, UP, "{}"));

      RawClient.Received ack = client.expectAck(0x40, 3, 0x99);

      assertThat(ack.text()).contains("no2 is \"high\"; a number is needed at /no2");
      client.expectSilence();
    }
  }

  /** [MQTT-3.1.2-29]: Request Problem Information 0. */
  @Clause("MQTT5-3.1.2-29")
  @Test
  void leavesTheReasonStringOutWhereItIsNotWanted() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client =
            gateway.connect(
                Packets.connect(5)
                    .clientId("c")
                    .properties(Packets.body().oneByte(0x17).oneByte(0)))) {
      gateway.intake.answer(
          new Outcome.Refused(RefusalReason.VALUE_INVALID, "a long story", "", true));
      client.send(Packets.publishV5(1, 3, UP, "{}"));

      assertThat(client.expectAck(0x40, 3, 0x99).body()).hasSize(3);
    }
  }

  /** [MQTT-3.1.2-24]: the client's Maximum Packet Size. */
  @Clause({"MQTT5-3.1.2-24", "MQTT5-3.4.2-2"})
  @Test
  void leavesTheReasonStringOutWhereItDoesNotFit() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client =
            gateway.connect(
                Packets.connect(5)
                    .clientId("c")
                    .properties(Packets.body().oneByte(0x27).fourBytes(64)))) {
      gateway.intake.answer(
          new Outcome.Refused(RefusalReason.VALUE_INVALID, "long ".repeat(20), "", true));
      client.send(Packets.publishV5(1, 3, UP, "{}"));

      assertThat(client.expectAck(0x40, 3, 0x99).body()).hasSize(3);
    }
  }

  /** A poison message must not come back for ever: 3.1.1 has no error PUBACK. */
  @Test
  void acknowledgesToMqtt311WhatWasSetAside() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV311()) {
      gateway.intake.answer(
          new Outcome.Refused(RefusalReason.PAYLOAD_MALFORMED, "not JSON", "", true));
      client.send(Packets.publishV311(1, 3, UP, "{"));

      client.expectAck(0x40, 3);
      assertThat(gateway.count("veedel.mqtt.refusals", "reason", "payload_malformed")).isOne();
    }
  }

  @Test
  void answersAPayloadThatIsTooLargeToKeepByEndingTheConnection() throws IOException {
    Outcome tooLarge = new Outcome.Refused(RefusalReason.TOO_LARGE, "too large", "", false);
    try (Gateway gateway = Gateway.start();
        RawClient five = gateway.connectV5()) {
      gateway.intake.answer(tooLarge);
      five.send(Packets.publishV5(1, 1, UP, "{}"));
      five.expectDisconnect(0x95);

      try (RawClient three = gateway.connectV311()) {
        three.send(Packets.publishV311(1, 1, UP, "{}"));
        three.expectClosed();
      }
    }
  }

  @Test
  void answersNothingAnyMoreWhenTheJournalHasFailed() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      client.send(Packets.publishV5(1, 1, UP, "a"));
      await().until(() -> gateway.intake.handed().size() == 1);

      gateway.intake.fail(0, new JournalFailedException("the disk is gone"));

      client.expectDisconnect(0x80);
    }
  }

  @Test
  void keepsAskingTheJournalWhileItIsBusyAndReadsNothingMeanwhile() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.answer(new Outcome.Busy(Duration.ofMillis(20)));
      client.send(Packets.publishV5(1, 1, UP, "first"));
      await().until(() -> gateway.intake.handed().size() >= 3);
      client.send(Packets.publishV5(1, 2, UP, "second"));
      await().until(() -> gateway.intake.handed().size() >= 5);
      assertThat(gateway.intake.texts()).doesNotContain("second");

      gateway.intake.accept();

      client.expectAck(0x40, 1);
      client.expectAck(0x40, 2);
      assertThat(gateway.intake.texts().getLast()).isEqualTo("second");
    }
  }

  @Test
  void handsInAgainInOrderWhatWasBusyInTheMiddle() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = gateway.connectV5()) {
      gateway.intake.hold();
      for (int id = 1; id <= 3; id++) {
        client.send(Packets.publishV5(1, id, UP, "m" + id));
      }
      await().until(() -> gateway.intake.handed().size() == 3);
      gateway.intake.accept();

      gateway.intake.complete(0, ScriptedIntake.ACCEPTED);
      gateway.intake.complete(1, new Outcome.Busy(Duration.ofMillis(10)));
      gateway.intake.complete(2, new Outcome.Busy(Duration.ofMillis(10)));

      client.expectAck(0x40, 1);
      client.expectAck(0x40, 2);
      client.expectAck(0x40, 3);
      assertThat(gateway.intake.texts()).containsExactly("m1", "m2", "m3", "m2", "m3");
    }
  }
}
