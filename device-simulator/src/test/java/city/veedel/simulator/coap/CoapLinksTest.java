package city.veedel.simulator.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.testing.Devices;
import city.veedel.simulator.testing.TinyCoapServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A link answers every message once, over plain CoAP and over DTLS. */
class CoapLinksTest {
  private static final String SECRET = "c2VjcmV0LW9mLXBvbGUtNw";

  private final List<Answer> answers = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @EnumSource(
      value = Channel.class,
      names = {"COAP", "COAPS"})
  void successToAConfirmableMessageIsAnAcknowledgement(Channel channel) {
    try (TinyCoapServer server = server(CoAP.ResponseCode.CHANGED);
        CoapLinks links = linksTo(server);
        DeviceLink link = open(links, channel, Delivery.AT_LEAST_ONCE)) {

      assertThat(link.offer(Devices.message("a"), answers::add)).isTrue();

      await().until(() -> answers.size() == 1);
      assertThat(answers).hasOnlyElementsOfType(Answer.Acknowledged.class);
      assertThat(server.received())
          .containsExactly(
              channel == Channel.COAP
                  ? "/v1/pole-7/up?key=" + SECRET + " 50 a"
                  : "/v1/pole-7/up 50 a");
      assertThat(link.resentObservations()).isZero();
    }
  }

  @Test
  void aClientErrorIsARefusal() {
    try (TinyCoapServer server = server(CoAP.ResponseCode.BAD_REQUEST);
        CoapLinks links = linksTo(server);
        DeviceLink link = open(links, Channel.COAP, Delivery.AT_LEAST_ONCE)) {

      assertThat(link.offer(Devices.message("bad"), answers::add)).isTrue();

      await().until(() -> answers.size() == 1);
      assertThat(answers.getFirst()).isEqualTo(new Answer.Refused("coap 4.00"));
    }
  }

  @Test
  void anOverloadedServerIsAskedAgainAfterMaxAge() {
    AtomicInteger asked = new AtomicInteger();
    try (TinyCoapServer server =
            new TinyCoapServer(
                "pole-7",
                SECRET,
                payload ->
                    asked.getAndIncrement() == 0
                        ? CoAP.ResponseCode.SERVICE_UNAVAILABLE
                        : CoAP.ResponseCode.CHANGED);
        CoapLinks links = linksTo(server);
        DeviceLink link = open(links, Channel.COAP, Delivery.AT_LEAST_ONCE)) {

      assertThat(link.offer(Devices.message("a"), answers::add)).isTrue();

      await().until(() -> answers.size() == 1);
      assertThat(answers).hasOnlyElementsOfType(Answer.Acknowledged.class);
      assertThat(server.received()).hasSize(2);
      // What was refused for overload was not taken, so it does not count as sent twice.
      assertThat(link.resentObservations()).isZero();
    }
  }

  @Test
  void aBodyOfManyBlocksArrivesWhole() {
    String large = "x".repeat(7_900);
    try (TinyCoapServer server = server(CoAP.ResponseCode.CHANGED);
        CoapLinks links = linksTo(server);
        DeviceLink link = open(links, Channel.COAP, Delivery.AT_LEAST_ONCE)) {

      assertThat(link.offer(Devices.message(large), answers::add)).isTrue();

      await().until(() -> answers.size() == 1);
      assertThat(answers).hasOnlyElementsOfType(Answer.Acknowledged.class);
      assertThat(server.received().getFirst()).endsWith(" " + large);
    }
  }

  @Test
  void aNonConfirmableMessageIsUnassuredAsSoonAsItLeft() {
    try (TinyCoapServer server = server(CoAP.ResponseCode.CHANGED);
        CoapLinks links = linksTo(server);
        DeviceLink link = open(links, Channel.COAP, Delivery.AT_MOST_ONCE)) {

      assertThat(link.offer(Devices.message("a"), answers::add)).isTrue();

      await().until(() -> answers.size() == 1);
      assertThat(answers.getFirst()).isEqualTo(new Answer.Unassured());
    }
  }

  @Test
  void theWindowBoundsWhatWaitsAndClosingAnswersIt() {
    int port;
    try (TinyCoapServer gone = server(CoAP.ResponseCode.CHANGED)) {
      port = gone.port();
    }
    try (CoapLinks links = new CoapLinks("127.0.0.1", port, 0, Devices.IMPATIENT)) {
      DeviceLink link = open(links, Channel.COAP, Delivery.AT_LEAST_ONCE);
      for (int i = 0; i < Devices.IMPATIENT.coapWindow(); i++) {
        assertThat(link.offer(Devices.message("m" + i), answers::add)).isTrue();
      }

      assertThat(link.offer(Devices.message("one too many"), answers::add)).isFalse();
      link.close();

      assertThat(answers)
          .hasSize(Devices.IMPATIENT.coapWindow())
          .hasOnlyElementsOfType(Answer.Unanswered.class);
    }
  }

  private static TinyCoapServer server(CoAP.ResponseCode answer) {
    return new TinyCoapServer("pole-7", SECRET, payload -> answer);
  }

  private static CoapLinks linksTo(TinyCoapServer server) {
    return new CoapLinks("127.0.0.1", server.port(), server.securePort(), Devices.IMPATIENT);
  }

  private static DeviceLink open(CoapLinks links, Channel channel, Delivery delivery) {
    return links.open(Devices.speaking(channel, delivery), SECRET);
  }
}
