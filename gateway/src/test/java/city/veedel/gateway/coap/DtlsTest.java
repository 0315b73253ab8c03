package city.veedel.gateway.coap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.CountedIntake;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who a DTLS peer is, and what becomes of its session. */
class DtlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String READING = "{\"values\":{\"no2\":41.2}}";

  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType()).and("dev-2", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private final CountedIntake counted = new CountedIntake(intake);
  private CoapServer server;

  @BeforeEach
  void listen() {
    server =
        CoapServer.start(
            CoapConfig.DEFAULT.withPorts("127.0.0.1", CoapConfig.OFF, 0),
            devices.directory(),
            counted,
            new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
  }

  @AfterEach
  void stop() {
    intake.release(new Outcome.Accepted(1, 0));
    server.close();
  }

  static List<CipherSuite> suites() {
    return Californium.CIPHER_SUITES;
  }

  @Clause("RFC7252-9.1.3.1-1")
  @ParameterizedTest
  @MethodSource("suites")
  void acceptsADeviceThatKnowsItsKey(CipherSuite suite) throws Exception {
    try (DtlsDevice device = device("dev-1", suite)) {
      Response response = answer(device, device.uplink(READING));

      assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(response.getSourceContext().getString(DtlsEndpointContext.KEY_CIPHER))
          .isEqualTo(suite.name());
      assertThat(intake.arrivals().getFirst().device().id().value()).isEqualTo("dev-1");
    }
  }

  @Clause("RFC7252-9.1.3.1-1")
  @Test
  void prefersForwardSecrecyAmongWhatAClientOffers() throws Exception {
    try (DtlsDevice device =
        device(
            "dev-1",
            CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256)) {
      Response response = answer(device, device.uplink(READING));

      assertThat(response.getSourceContext().getString(DtlsEndpointContext.KEY_CIPHER))
          .isEqualTo("TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256");
    }
  }

  @Clause("RFC4279-2-1")
  @Test
  void tellsNothingToAWrongKeyAndTheSameToAnUnknownDevice() throws Exception {
    List<Integer> wrongKey = flightsOfARefusedHandshake("dev-1");
    List<Integer> unknownDevice = flightsOfARefusedHandshake("dev-9");
    List<Integer> longIdentity = flightsOfARefusedHandshake("d".repeat(200));

    assertThat(unknownDevice).isEqualTo(wrongKey);
    assertThat(longIdentity).isEqualTo(wrongKey);
    assertThat(intake.arrivals()).isEmpty();
  }

  /** The sizes of what the server says, repetitions left out. */
  private List<Integer> flightsOfARefusedHandshake(String id) throws Exception {
    try (UdpRelay relay = new UdpRelay(port());
        DtlsDevice device = new DtlsDevice(id, "wrong", relay.port())) {
      Request request = device.uplink(READING);

      assertThat(device.send(request)).isNull();
      assertThat(request.getSendError()).isNotNull();
      return relay.fromServer().stream()
          .map(bytes -> bytes.length)
          .distinct()
          .collect(Collectors.toList());
    }
  }

  @Test
  void letsADeviceSpeakOnlyUnderItsOwnName() throws Exception {
    try (DtlsDevice device = device("dev-1")) {
      Response response = answer(device, device.request("/v1/dev-2/up", READING));

      assertThat(response.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
      assertThat(response.getPayloadString()).contains("/v1/dev-1/up");
      assertThat(intake.arrivals()).isEmpty();
    }
  }

  @Test
  void ignoresAKeyInTheQuery() throws Exception {
    try (DtlsDevice device = device("dev-1")) {
      Request request = device.request("/v1/dev-2/up", READING);
      request.getOptions().addUriQuery("key=" + devices.secret("dev-2"));

      assertThat(answer(device, request).getCode()).isEqualTo(ResponseCode.FORBIDDEN);
    }
  }

  @Test
  void tellsADeviceHowMuchOfItsQuotaIsUsedAndUntilWhen() throws Exception {
    devices.quota("dev-1", 1);
    try (DtlsDevice device = device("dev-1")) {
      assertThat(answer(device, device.uplink(READING)).getCode()).isEqualTo(ResponseCode.CHANGED);

      Response response = answer(device, device.uplink(READING));

      assertThat(response.getCode()).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
      assertThat(response.getPayloadString())
          .startsWith("quota_exceeded: this device may bring 1 observations a month")
          .contains("until 2026-12-01T00:00:00+01:00");
      assertThat(intake.arrivals()).hasSize(1);
    }
  }

  @Clause({"RFC7252-4.6-1", "RFC7252-5.5.2-1"})
  @Test
  void explainsARefusal() throws Exception {
    intake.answerWith(
        new Outcome.Refused(RefusalReason.VALUE_INVALID, "a text", "/values/no2", true));
    try (DtlsDevice device = device("dev-1")) {
      Response response = answer(device, device.uplink(READING));

      assertThat(response.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
      assertThat(response.getPayloadString()).isEqualTo("value_invalid at /values/no2: a text");
    }
  }

  @Clause({"RFC7252-9.1.2-1", "RFC9146-6-1"})
  @Test
  void keepsASessionOverAChangeOfAddress() throws Exception {
    try (UdpRelay relay = new UdpRelay(port());
        DtlsDevice device = new DtlsDevice("dev-1", devices.secret("dev-1"), relay.port())) {
      Response before = answer(device, device.uplink(READING));
      int handshake = relay.fromServer().size();

      relay.rebind();
      Response after = answer(device, device.uplink(READING));

      assertThat(after.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(after.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID))
          .isEqualTo(before.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID));
      assertThat(relay.fromServer()).hasSize(handshake + 1);
      assertThat(intake.arrivals()).hasSize(2);
    }
  }

  /** RFC 9146: 25 is the record type "tls12_cid"; the id follows epoch and sequence number. */
  @Clause("RFC9146-3-1")
  @Test
  void givesConnectionIdsOfSixBytes() throws Exception {
    try (UdpRelay relay = new UdpRelay(port());
        DtlsDevice device = new DtlsDevice("dev-1", devices.secret("dev-1"), relay.port())) {
      assertThat(answer(device, device.uplink(READING)).getCode()).isEqualTo(ResponseCode.CHANGED);

      byte[] record = relay.fromClient().getLast();
      int afterId = 11 + 6;
      assertThat(record[0]).isEqualTo((byte) 25);
      assertThat((record[afterId] & 0xFF) << 8 | record[afterId + 1] & 0xFF)
          .isEqualTo(record.length - afterId - 2);
    }
  }

  @Clause("RFC7252-4.4-2")
  @Test
  void recognisesARepeatedMessageAfterAChangeOfAddress() throws Exception {
    try (UdpRelay relay = new UdpRelay(port());
        DtlsDevice device = new DtlsDevice("dev-1", devices.secret("dev-1"), relay.port())) {
      assertThat(answer(device, device.uplink("first")).getCode()).isEqualTo(ResponseCode.CHANGED);

      relay.loseAnswers(true);
      Request second = device.uplink("second");
      CompletableFuture<Response> answer =
          CompletableFuture.supplyAsync(() -> answerOrThrow(device, second));
      await().until(() -> intake.arrivals().size() == 2);
      relay.rebind();
      relay.loseAnswers(false);

      assertThat(answer.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(intake.arrivals()).hasSize(2);
    }
  }

  private static Response answerOrThrow(DtlsDevice device, Request request) {
    try {
      return answer(device, request);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Clause("RFC7252-4.4-2")
  @Test
  void takesAMessageAgainFromADeviceThatStartedAnew() throws Exception {
    for (int start = 0; start < 2; start++) {
      try (DtlsDevice device = device("dev-1")) {
        Request first = device.uplink(READING);
        first.setMID(1);
        assertThat(answer(device, first).getCode()).isEqualTo(ResponseCode.CHANGED);
      }
    }

    assertThat(intake.arrivals()).hasSize(2);
  }

  @Test
  void resumesASession() throws Exception {
    try (DtlsDevice device = device("dev-1")) {
      Response before = answer(device, device.uplink(READING));
      device.forgetConnection();
      Response after = answer(device, device.uplink(READING));

      assertThat(after.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID))
          .isEqualTo(before.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID));
    }
  }

  @Test
  void dropsTheSessionOfADeviceThatIsDisabled() throws Exception {
    try (DtlsDevice device = device("dev-1")) {
      assertThat(answer(device, device.uplink(READING)).getCode()).isEqualTo(ResponseCode.CHANGED);

      devices.disable("dev-1");
      // 4.01 while the session is being dropped, then nothing.
      await().until(() -> device.send(device.uplink(READING)) == null);
      devices.enable("dev-1");

      assertThat(device.send(device.uplink(READING))).isNull();
      assertThat(intake.arrivals()).hasSize(1);
    }
    try (DtlsDevice again = device("dev-1")) {
      assertThat(answer(again, again.uplink(READING)).getCode()).isEqualTo(ResponseCode.CHANGED);
    }
  }

  @Test
  void aSessionStaysThroughARotationAndEndsWithTheSecretItWasMadeWith() throws Exception {
    try (DtlsDevice device = device("dev-1")) {
      Response before = answer(device, device.uplink(READING));

      devices.rotate("dev-1", Instant.now().plusSeconds(3600));
      Response during = answer(device, device.uplink(READING));
      device.forgetConnection();
      Response resumed = answer(device, device.uplink(READING));

      assertThat(List.of(during.getCode(), resumed.getCode())).containsOnly(ResponseCode.CHANGED);
      assertThat(resumed.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID))
          .isEqualTo(before.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID));

      devices.rotate("dev-1", Instant.now().plusSeconds(3600));

      // 4.01 while the session is being dropped, then nothing.
      await().atMost(PATIENCE).until(() -> device.send(device.uplink(READING)) == null);
    }
    try (DtlsDevice again = device("dev-1")) {
      assertThat(answer(again, again.uplink(READING)).getCode()).isEqualTo(ResponseCode.CHANGED);
    }
  }

  @Test
  void bothSecretsOpenSessionsWhileOneIsBeingRotated() throws Exception {
    String old = devices.secret("dev-1");
    devices.rotate("dev-1", Instant.now().plusSeconds(3600));

    try (DtlsDevice fresh = device("dev-1")) {
      assertThat(answer(fresh, fresh.uplink(READING)).getCode()).isEqualTo(ResponseCode.CHANGED);
    }
    await().atMost(PATIENCE).until(() -> isTaken(old));
    await().atMost(PATIENCE).until(() -> isTaken(devices.secret("dev-1")));
    assertThat(isTaken("never a secret of it")).isFalse();
    await().atMost(PATIENCE).until(() -> isTaken(old));

    devices.rotate("dev-1", Instant.now().plusSeconds(3600));

    assertThat(isTaken(old)).isFalse();
    assertThat(isTaken(old)).isFalse();
  }

  private boolean isTaken(String secret) throws Exception {
    try (DtlsDevice device = new DtlsDevice("dev-1", secret, port())) {
      Response response = device.send(device.uplink(READING));
      return response != null && response.getCode() == ResponseCode.CHANGED;
    }
  }

  @Test
  void leavesTheSessionsOfOtherDevicesAlone() throws Exception {
    try (DtlsDevice device = device("dev-2")) {
      Response before = answer(device, device.uplink(READING));

      devices.disable("dev-1");

      Response after = answer(device, device.uplink(READING));
      assertThat(after.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(after.getSourceContext().get(DtlsEndpointContext.KEY_HANDSHAKE_TIMESTAMP))
          .isEqualTo(before.getSourceContext().get(DtlsEndpointContext.KEY_HANDSHAKE_TIMESTAMP));
    }
  }

  @Test
  void refusesTheHandshakeOfADisabledDevice() throws Exception {
    devices.disable("dev-1");
    try (DtlsDevice device = device("dev-1")) {
      assertThat(device.send(device.uplink(READING))).isNull();
    }
    assertThat(intake.arrivals()).isEmpty();
  }

  private int port() {
    return server.securePort().orElseThrow();
  }

  private DtlsDevice device(String id, CipherSuite... suites) throws IOException {
    return new DtlsDevice(id, devices.secret(id), port(), suites);
  }

  private static Response answer(DtlsDevice device, Request request) throws InterruptedException {
    return requireNonNull(device.send(request), "no response");
  }
}
