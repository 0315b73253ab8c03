package city.veedel.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.testing.Devices;
import city.veedel.simulator.testing.TinyMqttServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A link answers every message once, whatever the server does. */
class MqttLinksTest {
  private static final int PAYLOAD_FORMAT_INVALID = 0x99;

  private final List<Answer> answers = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @EnumSource(
      value = Channel.class,
      names = {"MQTT_3_1_1", "MQTT_5"})
  void aPubackIsAnAcknowledgement(Channel channel) throws IOException {
    try (TinyMqttServer server = new TinyMqttServer(payload -> 0);
        MqttLinks links = linksTo(server);
        DeviceLink link = open(links, channel)) {

      assertThat(link.offer(Devices.message("a"), answers::add)).isTrue();
      assertThat(link.offer(Devices.message("b"), answers::add)).isTrue();

      await().until(() -> answers.size() == 2);
      assertThat(answers).hasOnlyElementsOfType(Answer.Acknowledged.class);
      assertThat(server.received()).containsExactly("a", "b");
      assertThat(link.resentObservations()).isZero();
      assertThat(link.unanswered()).isZero();
    }
  }

  @Test
  void aReasonCodeOfMqtt5IsARefusalAndTheConnectionGoesOn() throws IOException {
    try (TinyMqttServer server =
            new TinyMqttServer(payload -> payload.equals("bad") ? PAYLOAD_FORMAT_INVALID : 0);
        MqttLinks links = linksTo(server);
        DeviceLink link = open(links, Channel.MQTT_5)) {

      assertThat(link.offer(Devices.message("bad"), answers::add)).isTrue();
      assertThat(link.offer(Devices.message("good"), answers::add)).isTrue();

      await().until(() -> answers.size() == 2);
      assertThat(answers.getFirst()).isEqualTo(new Answer.Refused("mqtt 0x99"));
      assertThat(answers.getLast()).isInstanceOf(Answer.Acknowledged.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Channel.class,
      names = {"MQTT_3_1_1", "MQTT_5"})
  void whatWasNotAcknowledgedIsSentAgainInOrderAfterAReconnect(Channel channel) throws IOException {
    AtomicInteger seen = new AtomicInteger();
    try (TinyMqttServer server =
            new TinyMqttServer(payload -> seen.getAndIncrement() == 0 ? TinyMqttServer.CUT : 0);
        MqttLinks links = linksTo(server);
        DeviceLink link = open(links, channel)) {

      assertThat(link.offer(Devices.message("a"), answers::add)).isTrue();
      assertThat(link.offer(Devices.message("b"), answers::add)).isTrue();

      await().until(() -> answers.size() == 2);
      assertThat(answers).hasOnlyElementsOfType(Answer.Acknowledged.class);
      assertThat(server.received().getFirst()).isEqualTo("a");
      assertThat(server.received()).endsWith("a", "b");
      assertThat(link.resentObservations()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void messagesWaitWhileThereIsNoServerAndTheWindowBoundsThem() throws IOException {
    int port;
    try (TinyMqttServer gone = new TinyMqttServer(payload -> 0)) {
      port = gone.port();
    }
    try (MqttLinks links = new MqttLinks("127.0.0.1", port, Devices.IMPATIENT)) {
      DeviceLink link = open(links, Channel.MQTT_5);
      for (int i = 0; i < Devices.IMPATIENT.mqttWindow(); i++) {
        assertThat(link.offer(Devices.message("m" + i), answers::add)).isTrue();
      }

      assertThat(link.offer(Devices.message("one too many"), answers::add)).isFalse();
      link.close();

      assertThat(answers)
          .hasSize(Devices.IMPATIENT.mqttWindow())
          .hasOnlyElementsOfType(Answer.Unanswered.class);
    }
  }

  /** Both the link and the watch that hears of it then end the connection, each on its thread. */
  @ParameterizedTest
  @EnumSource(
      value = Channel.class,
      names = {"MQTT_3_1_1", "MQTT_5"})
  void aLinkClosesWhileItHearsThatNobodyIsThere(Channel channel) {
    try (MqttLinks links = new MqttLinks("127.0.0.1", 1, Devices.IMPATIENT)) {
      for (int i = 0; i < 100; i++) {
        DeviceLink link = open(links, channel);
        // From nothing to longer than a refused connection takes.
        LockSupport.parkNanos(i * 30_000L);
        link.close();
      }
    }
  }

  @Test
  void qosZeroIsUnassuredAsSoonAsItLeft() throws IOException {
    try (TinyMqttServer server = new TinyMqttServer(payload -> 0);
        MqttLinks links = linksTo(server);
        DeviceLink link =
            links.open(Devices.speaking(Channel.MQTT_5, Delivery.AT_MOST_ONCE), "secret")) {

      assertThat(link.offer(Devices.message("a"), answers::add)).isTrue();

      await().until(() -> answers.size() == 1);
      assertThat(answers.getFirst()).isEqualTo(new Answer.Unassured());
    }
  }

  @Test
  void mqtt5WithQosTwoIsNotSimulated() {
    try (MqttLinks links = new MqttLinks("127.0.0.1", 1, Devices.IMPATIENT)) {
      assertThatThrownBy(
              () -> links.open(Devices.speaking(Channel.MQTT_5, Delivery.EXACTLY_ONCE), "secret"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pole-7");
    }
  }

  private static MqttLinks linksTo(TinyMqttServer server) {
    return new MqttLinks("127.0.0.1", server.port(), Devices.IMPATIENT);
  }

  private static DeviceLink open(MqttLinks links, Channel channel) {
    return links.open(Devices.speaking(channel, Delivery.AT_LEAST_ONCE), "secret");
  }
}
