package city.veedel.gateway.coap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Promise 25: never more bytes out than in until the sender's address is proven. A spoofed sender's
 * victim gets the answers, so what counts is the size of what comes back.
 */
class AmplificationTest {
  private static final long SEED = 25;
  private static final int PING = 0x0FFF;

  private final TestDevices devices = TestDevices.with("dev-1", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private CoapServer server;

  @BeforeEach
  void listen() {
    server =
        CoapServer.start(
            CoapConfig.DEFAULT.withPorts("127.0.0.1", 0, 0),
            devices.directory(),
            intake,
            new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Clause({"RFC7252-11.3-1", "RFC9175-2-1"})
  @Test
  void answersStrangersWithNoMoreThanTheySent() throws IOException {
    try (UdpPeer peer = new UdpPeer(server.plainPort().orElseThrow())) {
      for (Request request : strangers()) {
        byte[] out = UdpPeer.bytes(request);
        peer.send(out);

        assertThat(peer.receive()).as(request.toString()).hasSizeLessThanOrEqualTo(out.length);
      }
    }
    assertThat(intake.arrivals()).isEmpty();
  }

  private static List<Request> strangers() {
    Request root = UdpPeer.post(CoAP.Type.CON, 1, "", "");
    Request wellKnown = new Request(CoAP.Code.GET, CoAP.Type.CON);
    wellKnown.setMID(2);
    wellKnown.setToken(new byte[0]);
    wellKnown.getOptions().setUriPath("/.well-known/core");
    Request shortest = UdpPeer.post(CoAP.Type.CON, 3, "/v1/a/up", "");
    shortest.setToken(new byte[0]);
    Request large = UdpPeer.post(CoAP.Type.CON, 4, "/v1/a/up", "");
    large.getOptions().setSize1(1_000_000);
    Request format = UdpPeer.post(CoAP.Type.CON, 5, "/v1/a/up", "");
    format.getOptions().setContentFormat(9_999);
    Request block = UdpPeer.post(CoAP.Type.CON, 6, "/v1/a/up", "0123456789abcdef");
    block.getOptions().setBlock1(0, true, 0);
    Request laterBlock = UdpPeer.post(CoAP.Type.CON, 7, "/v1/a/up", "0123456789abcdef");
    laterBlock.getOptions().setBlock1(0, false, 511);
    Request answerInBlocks = UdpPeer.post(CoAP.Type.CON, 8, "/v1/a/up", "");
    answerInBlocks.getOptions().setBlock2(6, false, 3);
    return List.of(root, wellKnown, shortest, large, format, block, laterBlock, answerInBlocks);
  }

  @Clause({"RFC7252-3-1", "RFC7252-3-2", "RFC7252-11.1-1"})
  @Test
  void answersRubbishWithNoMoreThanItSent() throws IOException {
    RandomGenerator random = new Random(SEED);
    try (UdpPeer peer = new UdpPeer(server.plainPort().orElseThrow())) {
      long sent = 0;
      long received = 0;
      for (int i = 0; i < 2_000; i++) {
        byte[] rubbish = new byte[1 + random.nextInt(64)];
        random.nextBytes(rubbish);
        // Version 1 with any type and token length, as most else is dropped at the first byte.
        rubbish[0] = (byte) (0x40 | rubbish[0] & 0x3F);
        peer.send(rubbish);
        sent += rubbish.length;
        received += peer.receiveUntilPong(PING);
      }
      assertThat(received).as("seed " + SEED).isPositive().isLessThanOrEqualTo(sent);
    }
    assertThat(intake.arrivals()).isEmpty();
  }

  /** A key proves who knows it, not where he is: diagnostics are cut to the request's size. */
  @Clause("RFC7252-5.5.2-1")
  @Test
  void cutsDiagnosticsToTheSizeOfTheRequest() throws IOException {
    intake.answerWith(
        new Outcome.Refused(RefusalReason.VALUE_INVALID, "é".repeat(500), "/a", true));
    try (UdpPeer peer = new UdpPeer(server.plainPort().orElseThrow())) {
      Request request = UdpPeer.post(CoAP.Type.CON, 1, "/v1/dev-1/up", "{\"values\":{\"no2\":1}}");
      request.getOptions().addUriQuery("key=" + devices.secret("dev-1"));
      byte[] out = UdpPeer.bytes(request);

      peer.send(out);
      byte[] in = peer.receive();

      assertThat(in).hasSizeLessThanOrEqualTo(out.length);
      Response response = (Response) UdpPeer.parse(in);
      assertThat(response.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
      assertThat(response.getPayloadString()).startsWith("value_invalid at /a: é").endsWith("é");
    }
  }

  @Clause({"RFC7252-11.3-1", "RFC6347-4.2.1-1"})
  @Test
  void asksAStrangersClientHelloForACookieAndSendsNothingElse() throws Exception {
    byte[] hello = clientHello(false);

    for (byte[] answer : answersTo(hello)) {
      assertThat(answer.length).isLessThanOrEqualTo(hello.length);
      // Record type 22 handshake, message type 3 HelloVerifyRequest.
      assertThat(answer[0]).isEqualTo((byte) 22);
      assertThat(answer[13]).isEqualTo((byte) 3);
    }
  }

  /** CVE-2022-2576: the abbreviated handshake went without the cookie. */
  @Clause("RFC6347-4.2.1-1")
  @Test
  void asksForACookieAlsoWhenASessionIsToBeResumed() throws Exception {
    byte[] hello = clientHello(true);
    int sessionIdLength = hello[13 + 12 + 2 + 32];
    assertThat(sessionIdLength).isEqualTo(32);

    for (byte[] answer : answersTo(hello)) {
      assertThat(answer.length).isLessThanOrEqualTo(hello.length);
      assertThat(answer[13]).isEqualTo((byte) 3);
    }
  }

  @Test
  void takesAGoodHandshakeAfterThousandsOfBrokenOnes() throws Exception {
    byte[] hello = clientHello(false);
    try (UdpPeer attacker = new UdpPeer(server.securePort().orElseThrow())) {
      for (int i = 0; i < 10_000; i++) {
        byte[] broken = hello.clone();
        broken[13 + 12 + 2 + i % 32] ^= (byte) (i + 1);
        attacker.send(i % 3 == 0 ? Arrays.copyOf(broken, hello.length - 1 - i % 40) : broken);
      }
    }
    // With a valid cookie, but never going on: these cost the server a handshake's state each.
    for (int i = 0; i < 50; i++) {
      try (UdpPeer halfway = new UdpPeer(server.securePort().orElseThrow())) {
        halfway.exchange(withCookie(hello, cookie(halfway.exchange(hello))));
      }
    }

    try (DtlsDevice device =
        new DtlsDevice("dev-1", devices.secret("dev-1"), server.securePort().orElseThrow())) {
      assertThat(requireNonNull(device.send(device.uplink("{}"))).getCode())
          .isEqualTo(ResponseCode.CHANGED);
    }
  }

  /** The first flight of a real client, resuming a session if so wished. */
  private byte[] clientHello(boolean resuming) throws Exception {
    try (UdpRelay relay = new UdpRelay(server.securePort().orElseThrow());
        DtlsDevice device = new DtlsDevice("dev-1", devices.secret("dev-1"), relay.port())) {
      assertThat(device.send(device.uplink("{}"))).isNotNull();
      int before = relay.fromClient().size();
      if (resuming) {
        device.forgetConnection();
        assertThat(device.send(device.uplink("{}"))).isNotNull();
      }
      return relay.fromClient().get(resuming ? before : 0);
    }
  }

  /** From three addresses the server has not heard of. */
  private List<byte[]> answersTo(byte[] hello) {
    return Stream.generate(
            () -> {
              try (UdpPeer spoofed = new UdpPeer(server.securePort().orElseThrow())) {
                spoofed.send(hello);
                return spoofed.receive();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .limit(3)
        .toList();
  }

  /** HelloVerifyRequest: record 13, handshake header 12, version 2, length 1, cookie. */
  private static byte[] cookie(byte[] helloVerifyRequest) {
    int at = 13 + 12 + 2;
    return Arrays.copyOfRange(helloVerifyRequest, at + 1, at + 1 + (helloVerifyRequest[at] & 0xFF));
  }

  /** RFC 6347, section 4.2.1: the same hello with the cookie in it, as message number 1. */
  private static byte[] withCookie(byte[] hello, byte[] cookie) {
    int sessionIdAt = 13 + 12 + 2 + 32;
    int cookieAt = sessionIdAt + 1 + hello[sessionIdAt];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(hello, 0, cookieAt);
    out.write(cookie.length);
    out.writeBytes(cookie);
    out.write(hello, cookieAt + 1, hello.length - cookieAt - 1);
    byte[] bytes = out.toByteArray();
    bytes[10] = 1;
    putShort(bytes, 11, bytes.length - 13);
    int body = bytes.length - 13 - 12;
    putShort(bytes, 13 + 2, body);
    putShort(bytes, 13 + 4, 1);
    putShort(bytes, 13 + 10, body);
    return bytes;
  }

  private static void putShort(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }
}
