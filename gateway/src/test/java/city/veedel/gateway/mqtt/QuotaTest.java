package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A device that has used up its quota: the row of the table of overload signals, on the wire. */
class QuotaTest {
  private static final String UP = "v1/dev-1/up";

  private static RawClient connectWithQuota(Gateway gateway, int observations) throws IOException {
    gateway.devices.quota("dev-1", observations);
    RawClient client = gateway.connectV5();
    for (int i = 1; i <= observations; i++) {
      client.send(Packets.publishV5(1, i, UP, "{}"));
      client.expectAck(0x40, i);
    }
    return client;
  }

  @Test
  void aDeviceOfMqtt5IsToldAndStaysConnected() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = connectWithQuota(gateway, 2)) {
      client.send(Packets.publishV5(1, 3, UP, "{}"));
      RawClient.Received puback = client.expectAck(0x40, 3, 0x97);
      assertThat(puback.text())
          .contains("may bring 2 observations a month and has brought 2 in 2026-11")
          .contains("2026-12-01T00:00:00+01:00");
      client.send(Packets.publishV5(1, 4, UP, "{}"));
      client.expectAck(0x40, 4, 0x97);

      assertThat(gateway.intake.handed()).hasSize(2);
      assertThat(gateway.counted.discarded("mqtt")).isEqualTo(2);
      assertThat(gateway.counted.audited())
          .singleElement()
          .satisfies(excess -> assertThat(excess.device().value()).isEqualTo("dev-1"));
    }
  }

  @Test
  void aHigherQuotaIsEnough() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = connectWithQuota(gateway, 1)) {
      client.send(Packets.publishV5(1, 2, UP, "{}"));
      client.expectAck(0x40, 2, 0x97);

      gateway.devices.quota("dev-1", 2);

      await()
          .until(() -> {
            client.send(Packets.publishV5(1, 3, UP, "{}"));
            return client.expect(0x40).body().length == 2;
          });
    }
  }

  /** The identifier is free at once, and the journal never hears of it. */
  @Test
  void aMessageOfQos2IsDiscardedByItsPubrec() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = connectWithQuota(gateway, 1)) {
      for (int repeat = 0; repeat < 2; repeat++) {
        client.send(Packets.publishV5(2, 9, UP, "{}"));
        client.expectAck(0x50, 9, 0x97);
      }

      client.send(Packets.pubrel(9));
      client.expectAck(0x70, 9, 0x92);
      assertThat(gateway.intake.handed()).hasSize(1);
      assertThat(gateway.journal.openHandshakes()).isEmpty();
    }
  }

  @Test
  void aMessageOfQos0IsDroppedAndCounted() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = connectWithQuota(gateway, 1)) {
      client.send(Packets.publishV5(0, 0, UP, "{}"));

      client.expectSilence();
      assertThat(gateway.counted.discarded("mqtt")).isOne();
      assertThat(gateway.intake.handed()).hasSize(1);
    }
  }

  @Test
  void whoGoesOnAndOnIsDisconnected() throws IOException {
    try (Gateway gateway = Gateway.start(Configs.maxDiscardedInARow(3));
        RawClient client = connectWithQuota(gateway, 1)) {
      for (int i = 2; i <= 4; i++) {
        client.send(Packets.publishV5(1, i, UP, "{}"));
        client.expectAck(0x40, i, 0x97);
      }
      client.send(Packets.publishV5(1, 5, UP, "{}"));

      assertThat(client.expectDisconnect(0x97).text()).contains("has brought 1 in 2026-11");
    }
  }

  /** [MQTT-4.8.0-1]: 3.1.1 has no other way to say no. */
  @Test
  void aConnectionOfMqtt311IsClosedAtItsFirstMessageAndOpenedAgain() throws IOException {
    try (Gateway gateway = Gateway.start()) {
      gateway.devices.quota("dev-1", 1);
      try (RawClient client = gateway.connectV311()) {
        client.send(Packets.publishV311(1, 1, UP, "{}"));
        client.expectAck(0x40, 1);
        client.send(Packets.publishV311(1, 2, UP, "{}"));
        client.expectClosed();
      }
      for (int qos = 0; qos <= 2; qos++) {
        try (RawClient client = gateway.connectV311()) {
          client.expectSilence();
          client.send(Packets.publishV311(qos, qos == 0 ? 0 : 1, UP, "{}"));
          client.expectClosed();
        }
      }
      assertThat(gateway.intake.handed()).hasSize(1);
      assertThat(gateway.counted.discarded("mqtt")).isEqualTo(4);
      assertThat(gateway.counted.audited()).hasSize(1);
    }
  }

  @Test
  void otherDevicesAreNotTouched() throws IOException {
    try (Gateway gateway = Gateway.start();
        RawClient client = connectWithQuota(gateway, 1);
        RawClient other = gateway.open()) {
      client.send(Packets.publishV5(1, 2, UP, "{}"));
      client.expectAck(0x40, 2, 0x97);

      other.send(
          Packets.connect(5).clientId("c").credentials("dev-2", gateway.devices.secret("dev-2")));
      other.expectConnack(0);
      other.send(Packets.publishV5(1, 1, "v1/dev-2/up", "{}"));
      other.expectAck(0x40, 1);
    }
  }
}
