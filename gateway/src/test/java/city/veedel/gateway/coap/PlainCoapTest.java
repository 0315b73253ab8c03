package city.veedel.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.CountedIntake;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.Outcome;
import city.veedel.model.Protocol;
import city.veedel.model.RefusalReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 7252 on a bare UDP socket, message by message. */
class PlainCoapTest {
  private static final String READING = "{\"values\":{\"no2\":41.2}}";

  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType()).and("dev-2", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private final CountedIntake counted = new CountedIntake(intake);
  private DeviceRates rates = new DeviceRates(Rates.DEFAULTS, InstantSource.system());
  private CoapServer server;
  private UdpPeer peer;

  @BeforeEach
  void listen() throws IOException {
    start(CoapConfig.DEFAULT.withPorts("127.0.0.1", 0, CoapConfig.OFF));
  }

  private void start(CoapConfig config) throws IOException {
    server = CoapServer.start(config, devices.directory(), counted, rates);
    peer = new UdpPeer(server.plainPort().orElseThrow());
  }

  @AfterEach
  void stop() {
    intake.release(new Outcome.Accepted(1, 0));
    peer.close();
    server.close();
  }

  @Clause({
    "RFC7252-4.2-1",
    "RFC7252-4.2-2",
    "RFC7252-5.2-1",
    "RFC7252-5.2.1-1",
    "RFC7252-5.3.1-1",
    "RFC7252-5.8.2-1"
  })
  @Test
  void acknowledgesAConfirmableOnlyAfterItIsDurable() throws IOException {
    intake.hold();

    peer.send(uplink(CoAP.Type.CON, 1));
    await().until(() -> intake.arrivals().size() == 1);
    assertThat(peer.hearsNothingBeforeAPing(99)).isTrue();
    intake.release(new Outcome.Accepted(1, 0));

    Message answer = peer.receiveMessage();
    assertThat(answer.getType()).isEqualTo(CoAP.Type.ACK);
    assertThat(answer.getMID()).isEqualTo(1);
    assertThat(answer.getToken().getBytes()).containsExactly(0, 1);
    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
    assertThat(answer.getPayloadSize()).isZero();
    Arrival arrival = intake.arrivals().getFirst();
    assertThat(arrival.device().id().value()).isEqualTo("dev-1");
    assertThat(arrival.protocol()).isEqualTo(Protocol.COAP);
    assertThat(arrival.address()).isEqualTo("/v1/dev-1/up");
    assertThat(arrival.format()).isEqualTo(ContentFormat.UNDECLARED);
    assertThat(arrival.assured()).isTrue();
    assertThat(arrival.refusalIsTold()).isTrue();
    assertThat(new String(arrival.payload().bytes(), StandardCharsets.UTF_8)).isEqualTo(READING);
  }

  @Clause({"RFC7252-4.2-5", "RFC7252-5.2.2-1", "RFC7252-5.2.2-2"})
  @Test
  void answersLaterByASeparateResponseWhenTheJournalIsSlow() throws IOException {
    intake.hold();

    EmptyMessage acknowledgement = (EmptyMessage) peer.exchange(uplink(CoAP.Type.CON, 1));
    intake.release(new Outcome.Accepted(1, 0));
    Message answer = peer.receiveMessage();

    assertThat(acknowledgement.getType()).isEqualTo(CoAP.Type.ACK);
    assertThat(acknowledgement.getMID()).isEqualTo(1);
    assertThat(answer.getType()).isEqualTo(CoAP.Type.CON);
    assertThat(answer.getToken().getBytes()).containsExactly(0, 1);
    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
  }

  @Clause("RFC7252-4.2-3")
  @Test
  void handsARepeatedMessageInOnceAndGivesTheSameAnswerAgain() throws IOException {
    Request uplink = uplink(CoAP.Type.CON, 7);

    peer.send(uplink);
    byte[] first = peer.receive();
    peer.send(uplink);
    byte[] second = peer.receive();

    assertThat(second).isEqualTo(first);
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Clause("RFC7252-4.2-3")
  @Test
  void ignoresARepeatedMessageThatStillWaits() throws IOException {
    intake.hold();
    Request uplink = uplink(CoAP.Type.CON, 7);

    peer.send(uplink);
    peer.send(uplink);
    assertThat(peer.hearsNothingBeforeAPing(99)).isTrue();
    intake.release(new Outcome.Accepted(1, 0));

    assertThat(code(peer.receiveMessage())).isEqualTo(ResponseCode.CHANGED);
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Clause({"RFC7252-4.3-1", "RFC7252-5.2.3-1"})
  @Test
  void takesANonWithoutPromiseAndAnswersByANon() throws IOException {
    Message answer = peer.exchange(uplink(CoAP.Type.NON, 3));

    assertThat(answer.getType()).isEqualTo(CoAP.Type.NON);
    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
    assertThat(intake.arrivals().getFirst().assured()).isFalse();
    assertThat(intake.arrivals().getFirst().refusalIsTold()).isFalse();
  }

  @Clause("RFC7967-2-1")
  @Test
  void doesNotAnswerANonThatAsksForNoResponse() throws IOException {
    Request quiet = uplink(CoAP.Type.NON, 3);
    quiet.getOptions().setNoResponse(26);

    peer.send(quiet);
    await().until(() -> intake.arrivals().size() == 1);

    assertThat(peer.hearsNothingBeforeAPing(99)).isTrue();
  }

  @Clause("RFC7967-2-1")
  @Test
  void acknowledgesAConThatAsksForNoResponseByAnEmptyMessage() throws IOException {
    Request quiet = uplink(CoAP.Type.CON, 3);
    quiet.getOptions().setNoResponse(2);

    Message answer = peer.exchange(quiet);

    assertThat(answer).isInstanceOf(EmptyMessage.class);
    assertThat(answer.getType()).isEqualTo(CoAP.Type.ACK);
  }

  @Clause("RFC7252-5.10.3-1")
  @Test
  void readsTheContentFormat() throws IOException {
    int mid = 10;
    for (ContentFormat format : ContentFormat.values()) {
      Request uplink = uplink(CoAP.Type.CON, ++mid);
      if (format != ContentFormat.UNDECLARED) {
        uplink.getOptions().setContentFormat(format.coapNumber());
      }

      assertThat(code(peer.exchange(uplink))).isEqualTo(ResponseCode.CHANGED);
      assertThat(intake.arrivals().getLast().format()).isEqualTo(format);
    }
  }

  @Clause("RFC7252-5.10.3-1")
  @Test
  void refusesAnUnknownContentFormatWith415() throws IOException {
    Request uplink = uplink(CoAP.Type.CON, 1);
    uplink.getOptions().setContentFormat(0);

    assertThat(code(peer.exchange(uplink))).isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(intake.arrivals()).isEmpty();
  }

  @Test
  void refusesAWrongKeyAnUnknownDeviceAndNoKeyAlikeWith401() throws IOException {
    Request wrong = UdpPeer.post(CoAP.Type.CON, 1, "/v1/dev-1/up", READING);
    wrong.getOptions().addUriQuery("key=wrong");
    Request unknown = UdpPeer.post(CoAP.Type.CON, 1, "/v1/nobody/up", READING);
    unknown.getOptions().addUriQuery("key=wrong");
    Request none = UdpPeer.post(CoAP.Type.CON, 1, "/v1/dev-1/up", READING);

    for (Request request : new Request[] {wrong, unknown, none}) {
      Message answer = peer.exchange(request);
      assertThat(code(answer)).isEqualTo(ResponseCode.UNAUTHORIZED);
      assertThat(answer.getType()).isEqualTo(CoAP.Type.ACK);
    }
    assertThat(intake.arrivals()).isEmpty();
    assertThat(server.status().turnedAway()).isEqualTo(3);
  }

  @Test
  void refusesADisabledDeviceAtOnce() throws IOException {
    devices.disable("dev-1");
    Request uplink = uplink(CoAP.Type.CON, 1);

    assertThat(code(peer.exchange(uplink))).isEqualTo(ResponseCode.UNAUTHORIZED);
  }

  @Clause("RFC7252-4.3-2")
  @Test
  void doesNotAnswerAStrangersNon() throws IOException {
    peer.send(UdpPeer.post(CoAP.Type.NON, 1, "/v1/dev-1/up", READING));

    assertThat(peer.hearsNothingBeforeAPing(99)).isTrue();
  }

  @Clause({"RFC7252-6-1", "RFC7252-7.2-1"})
  @Test
  void refusesUnknownPathsWith404AndDoesNotListWhatIsThere() throws IOException {
    for (String path :
        new String[] {"/", "/.well-known/core", "/v1", "/v1/dev-1/down", "/v1/dev-1/up/x"}) {
      Request request = UdpPeer.post(CoAP.Type.CON, 1, path, "");

      assertThat(code(peer.exchange(request))).as(path).isEqualTo(ResponseCode.NOT_FOUND);
    }
    Request discovery = new Request(CoAP.Code.GET, CoAP.Type.CON);
    discovery.setMID(2);
    discovery.setToken(new byte[0]);
    discovery.getOptions().setUriPath("/.well-known/core");
    Message answer = peer.exchange(discovery);
    assertThat(code(answer)).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(answer.getPayloadSize()).isZero();
  }

  @Clause("RFC7252-5.8-1")
  @Test
  void refusesOtherMethodsWith405() throws IOException {
    for (CoAP.Code method :
        new CoAP.Code[] {CoAP.Code.GET, CoAP.Code.PUT, CoAP.Code.DELETE, CoAP.Code.FETCH}) {
      Request request = new Request(method, CoAP.Type.CON);
      request.setMID(1);
      request.setToken(new byte[] {1});
      request.getOptions().setUriPath("/v1/dev-1/up").addUriQuery(key("dev-1"));

      assertThat(code(peer.exchange(request)))
          .as(method.name())
          .isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    }
  }

  @Clause({"RFC7252-5.10.2-1", "RFC7252-5.10.8-1", "RFC8613-1"})
  @Test
  void refusesOptionsItMustNotIgnore() throws IOException {
    Request proxy = uplink(CoAP.Type.CON, 1);
    proxy.getOptions().setProxyScheme("http");
    Request conditional = uplink(CoAP.Type.CON, 2);
    conditional.getOptions().setIfNoneMatch(true);
    Request sealed = uplink(CoAP.Type.CON, 3);
    sealed.getOptions().setOscore(new byte[] {1});

    assertThat(code(peer.exchange(proxy))).isEqualTo(ResponseCode.PROXY_NOT_SUPPORTED);
    assertThat(code(peer.exchange(conditional))).isEqualTo(ResponseCode.PRECONDITION_FAILED);
    assertThat(code(peer.exchange(sealed))).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(intake.arrivals()).isEmpty();
  }

  /** RFC 7252, section 5.4.1: an unrecognised critical option. 65,001 is odd, so critical. */
  @Clause("RFC7252-5.4.1-2")
  @Test
  void refusesAnUnknownCriticalOptionWith402() throws IOException {
    byte[] known = UdpPeer.bytes(uplink(CoAP.Type.CON, 0x0101));
    // Header and token of the known request, then one option: delta 65,001, no value.
    byte[] request = {
      known[0],
      known[1],
      known[2],
      known[3],
      known[4],
      known[5],
      (byte) 0xE0,
      (byte) 0xFC,
      (byte) 0xDC
    };

    peer.send(request);

    assertThat(code(peer.receiveMessage())).isEqualTo(ResponseCode.BAD_OPTION);
  }

  @Clause("RFC7252-5.9.2-1")
  @Test
  void answersEachRefusalWithItsCode() throws IOException {
    int mid = 100;
    for (RefusalReason reason : RefusalReason.values()) {
      intake.answerWith(new Outcome.Refused(reason, "seen", "/a", reason.kept()));

      Response answer = (Response) peer.exchange(uplink(CoAP.Type.CON, ++mid));

      assertThat(answer.getCode().value).as(reason.code()).isEqualTo(reason.coapCode());
      if (reason == RefusalReason.TOO_LARGE) {
        assertThat(answer.getOptions().getSize1()).isEqualTo(8_192);
      }
    }
  }

  @Clause("RFC7252-5.9.3.4-1")
  @Test
  void tellsABusyClientWhenToReturn() throws IOException {
    intake.answerWith(new Outcome.Busy(Duration.ofSeconds(10)));

    Response answer = (Response) peer.exchange(uplink(CoAP.Type.CON, 1));

    assertThat(answer.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(answer.getOptions().getMaxAge()).isBetween(10L, 16L);
  }

  @Clause({"RFC7252-5.10.5-1", "RFC8516-3-1"})
  @Test
  void tellsATooFastDeviceWhenToReturn() throws IOException {
    stop();
    rates = new DeviceRates(new Rates(0.4, 1, 10), InstantSource.fixed(Instant.EPOCH));
    start(CoapConfig.DEFAULT.withPorts("127.0.0.1", 0, CoapConfig.OFF));

    assertThat(code(peer.exchange(uplink(CoAP.Type.CON, 1)))).isEqualTo(ResponseCode.CHANGED);
    Response answer = (Response) peer.exchange(uplink(CoAP.Type.CON, 2));

    assertThat(answer.getCode()).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
    assertThat(answer.getOptions().getMaxAge()).isBetween(3L, 5L);
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Test
  void discardsWithinTheDevicesQuotaOnly() throws IOException {
    devices.quota("dev-1", 2);
    assertThat(code(peer.exchange(uplink(CoAP.Type.CON, 1)))).isEqualTo(ResponseCode.CHANGED);
    assertThat(code(peer.exchange(uplink(CoAP.Type.NON, 2)))).isEqualTo(ResponseCode.CHANGED);

    Response answer = (Response) peer.exchange(uplink(CoAP.Type.CON, 3));

    assertThat(answer.getCode()).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
    assertThat(answer.getOptions().getMaxAge()).isBetween(3_600L, 5_401L);
    assertThat(answer.getPayloadString()).startsWith("quota_exceeded");
    assertThat(code(peer.exchange(uplink(CoAP.Type.NON, 4))))
        .isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
    assertThat(intake.arrivals()).hasSize(2);
    assertThat(counted.discarded("coap")).isEqualTo(2);
    assertThat(counted.audited()).hasSize(1);
  }

  @Test
  void saysNothingWhenTheJournalHasFailed() throws IOException {
    intake.hold();
    peer.send(uplink(CoAP.Type.CON, 1));
    await().until(() -> intake.arrivals().size() == 1);

    intake.fail();

    assertThat(peer.hearsNothingBeforeAPing(99)).isTrue();
  }

  @Test
  void answers503WhenTooManyRequestsWait() throws IOException {
    stop();
    start(limited(1, 5_000));
    intake.hold();
    peer.send(uplink(CoAP.Type.CON, 1));
    await().until(() -> intake.arrivals().size() == 1);

    Response second = (Response) peer.exchange(uplink(CoAP.Type.CON, 2));
    assertThat(second.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(second.getOptions().getMaxAge()).isBetween(5L, 9L);
    assertThat(server.status().pendingRequests()).isEqualTo(1);
    intake.release(new Outcome.Accepted(1, 0));

    assertThat(peer.receiveMessage().getMID()).isEqualTo(1);
    assertThat(code(peer.exchange(uplink(CoAP.Type.CON, 3)))).isEqualTo(ResponseCode.CHANGED);
  }

  @Test
  void dropsAndCountsDatagramsAboveItsBacklog() throws IOException {
    stop();
    start(limited(100, 1));

    await()
        .until(() -> {
          for (int i = 0; i < 1_000; i++) {
            peer.send(new byte[] {0x70, 0, 0, 1});
          }
          return server.status().droppedDatagrams() > 0;
        });
    await().until(() -> code(peer.exchange(uplink(CoAP.Type.CON, 5))) == ResponseCode.CHANGED);
  }

  private static CoapConfig limited(int pending, int datagrams) {
    CoapConfig usual = CoapConfig.DEFAULT;
    return new CoapConfig(
        usual.bind(),
        0,
        CoapConfig.OFF,
        usual.receiveBufferBytes(),
        1,
        datagrams,
        pending,
        usual.separateResponseAfter(),
        usual.maxBodyBytes(),
        usual.bodyLifetime(),
        usual.maxPeers(),
        usual.messagesPerPeer(),
        usual.busyRetryAfter(),
        usual.drainTimeout(),
        usual.dtls());
  }

  @Test
  void givesTheAnswersThatAreDueBeforeItStops() throws Exception {
    intake.hold();
    peer.send(uplink(CoAP.Type.CON, 1));
    await().until(() -> intake.arrivals().size() == 1);

    Thread closing = Thread.ofVirtual().start(server::close);
    intake.release(new Outcome.Accepted(1, 0));
    closing.join();

    assertThat(code(peer.receiveMessage())).isEqualTo(ResponseCode.CHANGED);
  }

  private Request uplink(CoAP.Type type, int mid) {
    Request request = UdpPeer.post(type, mid, "/v1/dev-1/up", READING);
    request.getOptions().addUriQuery(key("dev-1"));
    return request;
  }

  private String key(String device) {
    return "key=" + devices.secret(device);
  }

  private static ResponseCode code(Message message) {
    return ((Response) message).getCode();
  }
}
