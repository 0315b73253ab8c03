package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.mqtt.Downlinks.Result;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SUBSCRIBE, UNSUBSCRIBE and what a device hears: sections 3.8 to 3.11. */
class DownlinkTest {
  private static final String DOWN = "v1/dev-1/down";
  private static final DeviceId DEVICE = new DeviceId("dev-1");
  private static final Payload PAYLOAD =
      Payload.wrap("{\"interval\":60}".getBytes(StandardCharsets.UTF_8));

  private final Gateway gateway = Gateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private CompletableFuture<Result> publish() {
    return gateway.server.downlinks().publish(DEVICE, PAYLOAD).toCompletableFuture();
  }

  private static void expectSuback(RawClient client, byte[] subscribe, int... codes)
      throws IOException {
    client.send(subscribe);
    RawClient.Received suback = client.expect(0x90);
    int from = suback.body().length - codes.length;
    for (int i = 0; i < codes.length; i++) {
      assertThat(suback.at(from + i)).isEqualTo(codes[i]);
    }
  }

  @Clause({"MQTT5-3.8.4-8", "MQTT5-4.3.2-3", "MQTT3-4.3.2-1"})
  @Test
  void sendsToASubscriberOfQos1UntilItAcknowledges() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      expectSuback(client, Packets.subscribeV5(1, 2, DOWN), 1);
      CompletableFuture<Result> result = publish();
      RawClient.Received message = client.expect(0x32);
      assertThat(message.text()).contains(DOWN).endsWith("{\"interval\":60}");
      assertThat(result).isNotDone();
      client.send(Packets.puback(1));
      await().until(result::isDone);
      assertThat(result).isCompletedWithValue(Result.DELIVERED);
    }
  }

  @Clause({
    "MQTT5-3.8.4-8",
    "MQTT5-4.3.1-1",
    "MQTT3-2.3.1-5",
    "MQTT3-3.3.1-9",
    "MQTT3-3.3.2-1",
    "MQTT3-3.8.4-6",
    "MQTT3-4.3.1-1"
  })
  @Test
  void sendsToASubscriberOfQos0OfMqtt311() throws IOException {
    try (RawClient client = gateway.connectV311()) {
      expectSuback(client, Packets.subscribeV311(1, 0, DOWN), 0);
      CompletableFuture<Result> result = publish();
      assertThat(client.expect(0x30).text()).endsWith("{\"interval\":60}");
      await().until(result::isDone);
      assertThat(result).isCompletedWithValue(Result.SENT);
    }
  }

  @Clause({
    "MQTT5-3.10.4-1",
    "MQTT5-3.10.4-2",
    "MQTT5-3.10.4-4",
    "MQTT3-3.1.2-5",
    "MQTT3-3.10.4-1",
    "MQTT3-3.10.4-2"
  })
  @Test
  void saysThatNobodyListens() throws IOException {
    assertThat(publish()).isCompletedWithValue(Result.NOT_CONNECTED);
    try (RawClient client = gateway.connectV5()) {
      expectSuback(client, Packets.subscribeV5(1, 0, DOWN), 0);
      client.send(Packets.body().twoBytes(2).variable(0).text(DOWN).packet(0xA2));
      assertThat(client.expect(0xB0).at(3)).isZero();
      assertThat(publish()).isCompletedWithValue(Result.NOT_CONNECTED);
      client.send(Packets.body().twoBytes(3).variable(0).text(DOWN).packet(0xA2));
      assertThat(client.expect(0xB0).at(3)).isEqualTo(0x11);
    }
  }

  /** [MQTT-3.3.4-9]: no more than the client's Receive Maximum; more says so. */
  @Clause({"MQTT5-3.3.4-9", "MQTT5-3.3.4-10", "MQTT5-4.9.0-1", "MQTT5-4.9.0-2", "MQTT5-4.9.0-3"})
  @Test
  void boundsWhatIsNotAcknowledged() throws IOException {
    Packets receiveMaximum = Packets.body().oneByte(0x21).twoBytes(2);
    try (RawClient client =
        gateway.connect(Packets.connect(5).clientId("c").properties(receiveMaximum))) {
      expectSuback(client, Packets.subscribeV5(1, 1, DOWN), 1);
      for (int i = 0; i < 2; i++) {
        var _ = publish();
        client.expect(0x32);
      }
      CompletableFuture<Result> third = publish();
      await().until(third::isDone);
      assertThat(third).isCompletedWithValue(Result.BUSY);
      client.send(Packets.puback(1));
      client.expectSilence();
      var _ = publish();
      client.expect(0x32);
    }
  }

  /** A million downlinks to a sleeping reader cost another server 472 MB. */
  @Test
  void doesNotPileUpForAReaderThatSleeps() throws IOException {
    try (RawClient client = new RawClient(gateway.server.port(), 2_048)) {
      client.send(
          Packets.connect(5).clientId("c").credentials("dev-1", gateway.devices.secret("dev-1")));
      client.expectConnack(0);
      expectSuback(client, Packets.subscribeV5(1, 0, DOWN), 0);
      Payload large = Payload.wrap(new byte[10_000]);
      List<CompletableFuture<Result>> results = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        results.add(gateway.server.downlinks().publish(DEVICE, large).toCompletableFuture());
      }
      await().until(() -> results.stream().allMatch(CompletableFuture::isDone));
      long sent = results.stream().filter(r -> r.join() == Result.SENT).count();
      assertThat(sent * 10_000).isLessThan(20L << 20);
      assertThat(results.stream().map(CompletableFuture::join)).contains(Result.BUSY);
    }
  }

  /** [MQTT-4.4.0-1]. */
  @Clause({"MQTT5-3.3.1-1", "MQTT5-4.4.0-1", "MQTT3-2.3.1-4", "MQTT3-3.3.1-1", "MQTT3-4.4.0-1"})
  @Test
  void sendsAgainOnTheNextConnectionWhatWasNotAcknowledged() throws IOException {
    Packets.Connect keeping = Packets.connect(5).clientId("c").keepSession().sessionExpiry(3_600);
    CompletableFuture<Result> result;
    try (RawClient first = gateway.connect(keeping)) {
      expectSuback(first, Packets.subscribeV5(1, 1, DOWN), 1);
      result = publish();
      first.expect(0x32);
    }
    try (RawClient second = gateway.connect(keeping)) {
      second.expect(0x3A);
      second.send(Packets.puback(1));
      await().until(result::isDone);
      assertThat(result).isCompletedWithValue(Result.DELIVERED);
      var _ = publish();
      second.expect(0x32);
    }
  }

  @Test
  void losesWhatWasNotAcknowledgedWhenTheSessionEnds() throws IOException {
    CompletableFuture<Result> result;
    try (RawClient client = gateway.connectV5()) {
      expectSuback(client, Packets.subscribeV5(1, 1, DOWN), 1);
      result = publish();
      client.expect(0x32);
    }
    await().until(result::isDone);
    assertThat(result).isCompletedWithValue(Result.LOST);
    assertThat(publish()).isCompletedWithValue(Result.NOT_CONNECTED);
  }

  /** [MQTT-3.1.2-25]. */
  @Clause("MQTT5-3.1.2-25")
  @Test
  void saysThatAMessageIsLongerThanTheDeviceTakes() throws IOException {
    Packets small = Packets.body().oneByte(0x27).fourBytes(32);
    try (RawClient client = gateway.connect(Packets.connect(5).clientId("c").properties(small))) {
      expectSuback(client, Packets.subscribeV5(1, 1, DOWN), 1);
      CompletableFuture<Result> result = publish();
      await().until(result::isDone);
      assertThat(result).isCompletedWithValue(Result.TOO_LARGE);
    }
  }

  @Clause({
    "MQTT5-3.8.4-1",
    "MQTT5-3.8.4-7",
    "MQTT5-3.9.3-1",
    "MQTT5-3.9.3-2",
    "MQTT5-4.7.3-1",
    "MQTT3-3.8.3-2",
    "MQTT3-3.8.4-1",
    "MQTT3-3.8.4-5",
    "MQTT3-3.9.3-1",
    "MQTT3-3.9.3-2"
  })
  @Test
  void grantsNothingButTheDevicesOwnDownlink() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      expectSuback(
          client,
          Packets.subscribeV5(
              1, 1, "v1/dev-2/down", "#", "v1/+/down", "$share/g/" + DOWN, "", "a b", DOWN),
          0x87,
          0xA2,
          0xA2,
          0x9E,
          0x8F,
          0x8F,
          1);
    }
    try (RawClient client = gateway.connectV311()) {
      expectSuback(client, Packets.subscribeV311(1, 1, "#", DOWN), 0x80, 1);
    }
  }

  /** [MQTT-3.8.3-2], [MQTT-3.8.3-5], [MQTT-3.8.1-1], [MQTT-2.2.1-3]. */
  @Clause({
    "MQTT5-2.2.1-3",
    "MQTT5-3.3.4-3",
    "MQTT5-3.8.1-1",
    "MQTT5-3.8.3-2",
    "MQTT5-3.8.3-4",
    "MQTT5-3.8.3-5",
    "MQTT5-3.10.3-2",
    "MQTT3-3.8.3-3",
    "MQTT3-3.8.3-4",
    "MQTT3-3.10.3-2"
  })
  @Test
  void endsTheConnectionOnASubscribeThatIsWrong() throws IOException {
    expectDisconnect(Packets.body().twoBytes(1).variable(0).packet(0x82), 0x81);
    expectDisconnect(
        Packets.body().twoBytes(1).variable(0).text(DOWN).oneByte(3).packet(0x82), 0x81);
    expectDisconnect(
        Packets.body().twoBytes(1).variable(0).text(DOWN).oneByte(0xC0).packet(0x82), 0x81);
    expectDisconnect(
        Packets.body().twoBytes(1).variable(0).text(DOWN).oneByte(0x30).packet(0x82), 0x82);
    expectDisconnect(
        Packets.body().twoBytes(1).variable(0).text("$share/g/x").oneByte(4).packet(0x82), 0x82);
    expectDisconnect(Packets.body().twoBytes(1).variable(0).text(DOWN).packet(0x80), 0x81);
    expectDisconnect(Packets.subscribeV5(0, 1, DOWN), 0x82);
    expectDisconnect(
        Packets.body()
            .twoBytes(1)
            .properties(Packets.body().oneByte(0x0B).variable(1))
            .text(DOWN)
            .oneByte(0)
            .packet(0x82),
        0xA1);
    expectDisconnect(Packets.subscribeV5(1, 1, "1", "2", "3", "4", "5", "6", "7", "8", "9"), 0x97);
    expectDisconnect(Packets.body().twoBytes(1).variable(0).packet(0xA2), 0x81);
  }

  private void expectDisconnect(byte[] packet, int reasonCode) throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(packet);
      client.expectDisconnect(reasonCode);
    }
  }

  @Clause({"MQTT5-3.6.2-1", "MQTT5-4.3.3-4"})
  @Test
  void helpsAClientThatAcknowledgesWhatWasNeverSent() throws IOException {
    try (RawClient client = gateway.connectV5()) {
      client.send(Packets.puback(99));
      client.send(Packets.body().twoBytes(99).packet(0x70));
      client.send(Packets.body().twoBytes(99).packet(0x50));
      RawClient.Received pubrel = client.expect(0x62);
      assertThat(pubrel.packetId()).isEqualTo(99);
      assertThat(pubrel.at(2)).isEqualTo(0x92);
      client.expectSilence();
    }
  }
}
