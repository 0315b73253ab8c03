package city.veedel.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of peers, and what goes when there are more. */
class CoapLimitsTest {
  private static final String READING = "{\"values\":{\"no2\":41.2}}";
  private static final CoapConfig USUAL = CoapConfig.DEFAULT;
  private static final CoapConfig.Dtls DTLS = CoapConfig.Dtls.DEFAULT;

  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType())
          .and("dev-2", TestDevices.jsonType())
          .and("dev-3", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private final List<AutoCloseable> open = new ArrayList<>();
  private @Nullable CoapServer server;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private CoapServer start(CoapConfig config) {
    CoapServer started =
        CoapServer.start(
            config,
            devices.directory(),
            intake,
            new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
    server = started;
    open.add(started);
    return started;
  }

  private static CoapConfig plain(int peers, int messagesPerPeer) {
    return new CoapConfig(
        USUAL.bind(),
        0,
        CoapConfig.OFF,
        USUAL.receiveBufferBytes(),
        1,
        USUAL.maxQueuedDatagrams(),
        USUAL.maxPendingRequests(),
        USUAL.separateResponseAfter(),
        USUAL.maxBodyBytes(),
        USUAL.bodyLifetime(),
        peers,
        messagesPerPeer,
        USUAL.busyRetryAfter(),
        USUAL.drainTimeout(),
        DTLS);
  }

  private static CoapConfig secure(
      int connections, Duration staleAfter, int macErrors, Duration quiet) {
    return new CoapConfig(
        USUAL.bind(),
        CoapConfig.OFF,
        0,
        USUAL.receiveBufferBytes(),
        USUAL.protocolThreads(),
        USUAL.maxQueuedDatagrams(),
        USUAL.maxPendingRequests(),
        USUAL.separateResponseAfter(),
        USUAL.maxBodyBytes(),
        USUAL.bodyLifetime(),
        USUAL.maxPeers(),
        USUAL.messagesPerPeer(),
        USUAL.busyRetryAfter(),
        USUAL.drainTimeout(),
        new CoapConfig.Dtls(
            DTLS.connectionIdBytes(),
            connections,
            staleAfter,
            DTLS.maxPendingInboundRecords(),
            DTLS.maxPendingOutboundRecords(),
            DTLS.maxPendingHandshakes(),
            macErrors,
            quiet,
            DTLS.connectorThreads()));
  }

  private UdpPeer peer() throws IOException {
    UdpPeer peer = new UdpPeer(running().plainPort().orElseThrow());
    open.add(peer);
    return peer;
  }

  private DtlsDevice device(String id, int port) throws IOException {
    DtlsDevice device = new DtlsDevice(id, devices.secret(id), port);
    open.add(device);
    return device;
  }

  private CoapServer running() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  private Request uplink(int mid) {
    Request request = UdpPeer.post(CoAP.Type.CON, mid, "/v1/dev-1/up", READING);
    request.getOptions().addUriQuery("key=" + devices.secret("dev-1"));
    return request;
  }

  /** Of what was forgotten, the journal gets a repeat; the database knows it by its key. */
  @Clause("RFC7252-4.4-2")
  @Test
  void theOldestMessageIdOfAPeerIsForgotten() throws Exception {
    start(plain(USUAL.maxPeers(), 4));
    UdpPeer peer = peer();
    for (int mid = 1; mid <= 8; mid++) {
      peer.exchange(uplink(mid));
    }
    assertThat(intake.arrivals()).hasSize(8);

    peer.exchange(uplink(8));
    assertThat(intake.arrivals()).as("the newest is known").hasSize(8);
    peer.exchange(uplink(1));

    assertThat(intake.arrivals()).as("the oldest is not").hasSize(9);
  }

  /** Nobody can push others' bodies out; who is refused begins anew with block 0. */
  @Clause("RFC7959-7-1")
  @Test
  void oneIncompleteBodyMoreThanThereIsRoomForIsNotKept() throws Exception {
    start(plain(2, USUAL.messagesPerPeer()));
    UdpPeer first = peer();
    UdpPeer second = peer();
    UdpPeer third = peer();
    for (UdpPeer peer : List.of(first, second, third)) {
      assertThat(code(peer, block(1, 0, true))).isEqualTo(ResponseCode.CONTINUE);
    }

    assertThat(code(third, block(2, 1, false))).isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
    assertThat(code(first, block(2, 1, false))).isEqualTo(ResponseCode.CHANGED);
    assertThat(code(third, block(3, 0, true))).isEqualTo(ResponseCode.CONTINUE);
    assertThat(code(third, block(4, 1, false))).isEqualTo(ResponseCode.CHANGED);
    assertThat(intake.arrivals()).hasSize(2);
  }

  private Request block(int mid, int number, boolean more) {
    Request request = UdpPeer.post(CoAP.Type.CON, mid, "/v1/dev-1/up", "x".repeat(16));
    request.getOptions().addUriQuery("key=" + devices.secret("dev-1"));
    request.getOptions().setBlock1(new BlockOption(0, more, number));
    return request;
  }

  private static ResponseCode code(UdpPeer peer, Request request) throws IOException {
    return ((Response) peer.exchange(request)).getCode();
  }

  @Test
  void aFullServerRefusesNewHandshakesWhileNoConnectionIsStale() throws Exception {
    int port =
        start(secure(2, Duration.ofMinutes(30), 8, Duration.ofSeconds(4)))
            .securePort()
            .orElseThrow();
    DtlsDevice first = device("dev-1", port);
    assertThat(isTaken(first)).isTrue();
    assertThat(isTaken(device("dev-2", port))).isTrue();

    assertThat(isTaken(device("dev-3", port))).isFalse();

    assertThat(isTaken(first)).as("who is there stays").isTrue();
  }

  @Test
  void aStaleConnectionGivesWay() throws Exception {
    int port =
        start(secure(2, Duration.ofMillis(1), 8, Duration.ofSeconds(4))).securePort().orElseThrow();
    DtlsDevice first = device("dev-1", port);
    assertThat(isTaken(first)).isTrue();
    assertThat(isTaken(device("dev-2", port))).isTrue();

    DtlsDevice third = device("dev-3", port);
    await().until(() -> isTaken(third));

    assertThat(isTaken(first)).as("its connection is gone").isFalse();
  }

  @Test
  void aPeerWithWrongMacsIsIgnored() throws Exception {
    int port =
        start(secure(100, Duration.ofMinutes(30), 3, Duration.ofMinutes(10)))
            .securePort()
            .orElseThrow();
    UdpRelay relay = relay(port);
    DtlsDevice device = device("dev-1", relay.port());
    assertThat(isTaken(device)).isTrue();

    forge(relay, 2);
    assertThat(isTaken(device)).as("two wrong records are borne").isTrue();
    forge(relay, 4);

    await().until(() -> !isTaken(device));
    assertThat(isTaken(device("dev-2", port))).as("others are heard").isTrue();
  }

  @Test
  void anIgnoredPeerIsHeardAgainOnceItWasQuiet() throws Exception {
    int port =
        start(secure(100, Duration.ofMinutes(30), 3, Duration.ofMillis(500)))
            .securePort()
            .orElseThrow();
    UdpRelay relay = relay(port);
    DtlsDevice device = device("dev-1", relay.port());
    assertThat(isTaken(device)).isTrue();

    forge(relay, 6);

    await().until(() -> isTaken(device));
  }

  private UdpRelay relay(int port) throws IOException {
    UdpRelay relay = new UdpRelay(port);
    open.add(relay);
    return relay;
  }

  /** The client's last record with another sequence number and so a wrong MAC. */
  private static void forge(UdpRelay relay, int records) throws IOException {
    byte[] last = relay.fromClient().getLast();
    for (int i = 1; i <= records; i++) {
      byte[] forged = last.clone();
      // Content type, version and epoch come before the 48 bits of the number (RFC 6347, 4.1).
      forged[9] = 1;
      forged[10] = (byte) (forged[10] + 50 + i);
      relay.sendToServer(forged);
    }
  }

  private boolean isTaken(DtlsDevice device) throws InterruptedException {
    Response response = device.send(device.uplink(READING));
    return response != null && response.getCode() == ResponseCode.CHANGED;
  }
}
