package city.veedel.gateway.bridge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.bridge.BridgeConfig.Limits;
import city.veedel.gateway.bridge.BridgeConfig.Route;
import city.veedel.gateway.bridge.BridgeConfig.Source;
import city.veedel.gateway.bridge.BridgeStatus.State;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.CountedIntake;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.DeviceId;
import city.veedel.model.Outcome;
import city.veedel.model.Protocol;
import city.veedel.model.RefusalReason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Mosquitto. */
class BridgeTest {
  private static final Limits QUICK =
      new Limits(
          1_000,
          16,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          Duration.ofMillis(200));

  @TempDir Path directory;

  private final TestDevices devices =
      TestDevices.with("lorawan", TestDevices.jsonType()).and("dev-1", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private final CountedIntake counted = new CountedIntake(intake);
  private final List<Route> routes =
      List.of(
          Route.of("city/+/up", new Source.TopicLevel(1)),
          new Route("lora/#", new Source.Fixed(new DeviceId("lorawan")), ContentFormat.JSON, true));
  private @Nullable Mosquitto mosquitto;
  private @Nullable Bridge bridge;

  @BeforeEach
  void needMosquitto() throws Exception {
    assumeTrue(Mosquitto.find().isPresent(), "mosquitto is not installed");
    mosquitto = Mosquitto.in(directory).start();
  }

  @AfterEach
  void stop() throws Exception {
    intake.release(new Outcome.Accepted(1, 0));
    if (bridge != null) {
      bridge.close();
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  @Test
  void takesTheDeviceFromATopicLevel() throws Exception {
    connect(QUICK);

    publish("city/dev-1/up", "a");

    Arrival arrival = arrivals(1).getFirst();
    assertThat(arrival.device().id().value()).isEqualTo("dev-1");
    assertThat(arrival.protocol()).isEqualTo(Protocol.BRIDGE);
    assertThat(arrival.address()).isEqualTo("city/dev-1/up");
    assertThat(arrival.format()).isEqualTo(ContentFormat.UNDECLARED);
    assertThat(arrival.assured()).isTrue();
    assertThat(arrival.refusalIsTold()).isFalse();
  }

  @Test
  void letsOneDeviceSpeakForAllTopicsOfARoute() throws Exception {
    connect(QUICK);

    publish("lora/north/17", "a");

    Arrival arrival = arrivals(1).getFirst();
    assertThat(arrival.device().id().value()).isEqualTo("lorawan");
    assertThat(arrival.format()).isEqualTo(ContentFormat.JSON);
    assertThat(new String(arrival.payload().bytes(), StandardCharsets.UTF_8)).isEqualTo("a");
  }

  @Test
  void acknowledgesNothingBeforeItIsDurable() throws Exception {
    connect(QUICK);
    intake.hold();
    publish("city/dev-1/up", "first");
    publish("city/dev-1/up", "second");
    assertThat(payloads(arrivals(2))).containsExactly("first", "second");

    // The bridge goes down while the journal still has both.
    running().close();
    assertThat(running().status().state()).isEqualTo(State.STOPPED);
    assertThat(running().status().accepted()).isZero();
    intake.release(new Outcome.Accepted(1, 0));
    connect(QUICK);

    assertThat(payloads(arrivals(4)).subList(2, 4)).containsExactly("first", "second");
    await().until(() -> running().status().accepted() == 2);
    running().close();
    connect(QUICK);
    publish("city/dev-1/up", "third");
    assertThat(payloads(arrivals(5)).getLast()).isEqualTo("third");
  }

  @Test
  void takesMoreMessagesThanTheBrokerSendsAtATime() throws Exception {
    connect(QUICK);

    try (Publisher publisher = new Publisher(broker().uri())) {
      for (int i = 0; i < 100; i++) {
        publisher.send("city/dev-1/up", "m" + i, false);
      }
    }

    List<String> expected = Stream.iterate(0, i -> i + 1).limit(100).map(i -> "m" + i).toList();
    assertThat(payloads(arrivals(100))).isEqualTo(expected);
    await().until(() -> running().status().accepted() == 100);
  }

  @Test
  void comesBackAfterTheBrokerWasAway() throws Exception {
    connect(QUICK);
    broker().stop();
    await().until(() -> running().status().state() == State.CONNECTING);
    assertThat(running().status().detail()).isNotEmpty();

    broker().start();
    await().until(() -> running().status().state() == State.CONNECTED);
    publish("city/dev-1/up", "again");

    assertThat(payloads(arrivals(1))).containsExactly("again");
    assertThat(running().status().reconnects()).isEqualTo(1);
  }

  @Test
  void getsWhatWasPublishedWhileItWasAway() throws Exception {
    connect(QUICK);
    running().close();

    publish("city/dev-1/up", "meanwhile");
    connect(QUICK);

    assertThat(payloads(arrivals(1))).containsExactly("meanwhile");
  }

  @Test
  void discardsMessagesOfUnknownDevicesSoThatTheyDoNotComeForEver() throws Exception {
    connect(QUICK);

    publish("city/nobody/up", "a");
    publish("city/NO DEVICE/up", "b");
    publish("city/dev-1/up", "c");

    assertThat(payloads(arrivals(1))).containsExactly("c");
    await().until(() -> running().status().discarded() == 2);
    running().close();
    connect(QUICK);
    publish("city/dev-1/up", "d");
    assertThat(payloads(arrivals(2))).containsExactly("c", "d");
  }

  @Test
  void acknowledgesRefusalsAndCountsWhetherTheyWereKept() throws Exception {
    connect(QUICK);

    intake.answerWith(new Outcome.Refused(RefusalReason.PAYLOAD_MALFORMED, "x", "", true));
    publish("city/dev-1/up", "kept");
    await().until(() -> running().status().setAside() == 1);
    intake.answerWith(new Outcome.Refused(RefusalReason.TOO_LARGE, "x", "", false));
    publish("city/dev-1/up", "large");
    await().until(() -> running().status().discarded() == 1);

    running().close();
    connect(QUICK);
    publish("city/dev-1/up", "next");
    assertThat(payloads(arrivals(3)).getLast()).isEqualTo("next");
  }

  @Test
  void discardsWhatIsOverADevicesQuotaSoThatItDoesNotComeForEver() throws Exception {
    devices.quota("dev-1", 1);
    connect(QUICK);

    publish("city/dev-1/up", "counted");
    await().until(() -> running().status().accepted() == 1);
    publish("city/dev-1/up", "too many");
    await().until(() -> running().status().discarded() == 1);
    running().close();
    connect(QUICK);
    publish("lora/17", "of another device");

    assertThat(payloads(arrivals(2))).containsExactly("counted", "of another device");
    assertThat(counted.discarded("bridge")).isOne();
    assertThat(counted.audited()).hasSize(1);
  }

  @Test
  void holdsAMessageWhileTheIntakeIsBusyAndKeepsTheOrder() throws Exception {
    connect(QUICK);
    intake.answerWith(new Outcome.Busy(Duration.ofMillis(20)));
    publish("city/dev-1/up", "first");
    arrivals(3);
    assertThat(payloads(intake.arrivals())).containsOnly("first");
    assertThat(running().status().accepted()).isZero();

    intake.answerWith(new Outcome.Accepted(1, 0));

    await().until(() -> running().status().accepted() == 1);
    publish("city/dev-1/up", "second");
    await().until(() -> running().status().accepted() == 2);
    assertThat(payloads(intake.arrivals()).getLast()).isEqualTo("second");
  }

  @Test
  void closesTheConnectionWhenMoreComesThanMayWaitAndLosesNothing() throws Exception {
    connect(
        new Limits(
            2,
            1,
            QUICK.connectTimeout(),
            QUICK.keepAlive(),
            QUICK.minBackoff(),
            QUICK.maxBackoff()));
    intake.hold();

    try (Publisher publisher = new Publisher(broker().uri())) {
      for (int i = 0; i < 10; i++) {
        publisher.send("city/dev-1/up", "m" + i, false);
      }
    }
    arrivals(1);
    intake.release(new Outcome.Accepted(1, 0));

    await()
        .untilAsserted(() ->
            assertThat(payloads(intake.arrivals()))
                .contains("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"));
    assertThat(running().status().reconnects()).isPositive();
  }

  @Test
  void leavesRetainedMessagesOutUnlessTheRouteTakesThem() throws Exception {
    try (Publisher publisher = new Publisher(broker().uri())) {
      publisher.send("city/dev-1/up", "old", true);
      publisher.send("lora/17", "timed", true);
    }

    connect(QUICK);

    assertThat(payloads(arrivals(1))).containsExactly("timed");
    await().until(() -> running().status().retainedSkipped() == 1);
  }

  @Test
  void stopsWhenTheJournalHasFailed() throws Exception {
    connect(QUICK);
    intake.hold();
    publish("city/dev-1/up", "a");
    arrivals(1);

    intake.fail();

    await().until(() -> running().status().state() == State.FAILED);
    assertThat(running().status().accepted()).isZero();
  }

  @Test
  void comesBackForAMessageThatCouldNotBeHandedIn() throws Exception {
    connect(QUICK);
    intake.hold();
    publish("city/dev-1/up", "first");
    arrivals(1);

    intake.fail(new IllegalStateException("a bug"));

    assertThat(payloads(arrivals(2))).containsExactly("first", "first");
    await().until(() -> running().status().accepted() == 1);
    assertThat(running().status().state()).isEqualTo(State.CONNECTED);
  }

  /** As a network server's device does that may have only so many messages decoded at a time. */
  @Test
  void handsInAgainInOrderAllThatWasBusyBehindWhatIsUnderWay() throws Exception {
    connect(QUICK);
    intake.holdAtMost(2);
    for (int i = 0; i < 8; i++) {
      publish("city/dev-1/up", "m" + i);
    }
    assertThat(payloads(arrivals(3))).containsExactly("m0", "m1", "m2");

    intake.release(new Outcome.Accepted(1, 0));

    await().until(() -> running().status().accepted() == 8);
    assertThat(payloads(intake.arrivals()))
        .containsExactly("m0", "m1", "m2", "m2", "m3", "m4", "m5", "m6", "m7");
  }

  @Test
  void keepsTryingABrokerThatIsNotThere() throws Exception {
    broker().stop();

    bridge = start(QUICK);
    await().until(() -> running().status().detail().contains("refused"));
    broker().start();

    await().until(() -> running().status().state() == State.CONNECTED);
  }

  @Test
  void refusesAConfigurationThatCannotWork() {
    assertThatThrownBy(() -> Route.of("a/#/b", new Source.TopicLevel(0)))
        .hasMessageContaining("a/#/b");
    assertThatThrownBy(() -> config(URI.create("http://broker"), List.of(routes.getFirst()), QUICK))
        .hasMessageContaining("tcp://");
    assertThatThrownBy(() -> config(URI.create("tcp://broker:1883"), List.of(), QUICK))
        .hasMessageContaining("no route");
    assertThat(config(URI.create("tcp://broker:1883"), routes, QUICK).toString())
        .doesNotContain("hidden");
  }

  private void connect(Limits limits) {
    bridge = start(limits);
    await().until(() -> running().status().state() == State.CONNECTED);
  }

  private Bridge start(Limits limits) {
    return Bridge.start(
        config(broker().uri(), routes, limits),
        devices.directory(),
        counted,
        new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
  }

  private static BridgeConfig config(URI broker, List<Route> routes, Limits limits) {
    return new BridgeConfig("test", broker, "user", "hidden", "veedel-test", routes, limits);
  }

  private Bridge running() {
    return requireNonNull(bridge);
  }

  private Mosquitto broker() {
    return requireNonNull(mosquitto);
  }

  private List<Arrival> arrivals(int atLeast) {
    await().until(() -> intake.arrivals().size() >= atLeast);
    return intake.arrivals();
  }

  private static List<String> payloads(List<Arrival> arrivals) {
    return arrivals.stream()
        .map(arrival -> new String(arrival.payload().bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private void publish(String topic, String payload) throws MqttException {
    try (Publisher publisher = new Publisher(broker().uri())) {
      publisher.send(topic, payload, false);
    }
  }

  /** Somebody else at the city's broker. */
  private static final class Publisher implements AutoCloseable {
    /**
     * Paho wakes whoever waits for a PUBACK before its callback thread takes the message out of its
     * window, so that a window of ten is full now and then where that thread is starved.
     */
    private static final int WINDOW = 1_000;

    private final MqttClient client;

    Publisher(URI broker) throws MqttException {
      client =
          new MqttClient(broker.toString(), MqttClient.generateClientId(), new MemoryPersistence());
      MqttConnectOptions options = new MqttConnectOptions();
      options.setMaxInflight(WINDOW);
      client.connect(options);
    }

    void send(String topic, String payload, boolean retained) throws MqttException {
      client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, retained);
    }

    @Override
    public void close() throws MqttException {
      client.disconnect();
      client.close();
    }
  }
}
