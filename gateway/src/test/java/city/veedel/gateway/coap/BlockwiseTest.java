package city.veedel.gateway.coap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 7959, Block1: bodies longer than a datagram. */
class BlockwiseTest {
  private static final int SZX_1024 = 6;
  private static final int BLOCK = 1_024;
  private static final int LIMIT = 8_192;

  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType()).and("dev-2", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private CoapServer server;
  private UdpPeer peer;

  @BeforeEach
  void listen() throws IOException {
    server =
        CoapServer.start(
            CoapConfig.DEFAULT.withPorts("127.0.0.1", 0, 0),
            devices.directory(),
            intake,
            new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
    peer = new UdpPeer(server.plainPort().orElseThrow());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  @Clause({"RFC7252-4.6-1", "RFC7959-2.5-4"})
  @Test
  void putsTheLongestBodyTogether() throws Exception {
    String body = "0123456789abcdef".repeat(LIMIT / 16);
    try (DtlsDevice device =
        new DtlsDevice("dev-1", devices.secret("dev-1"), server.securePort().orElseThrow())) {
      Request upload = device.uplink(body);
      upload.getOptions().setContentFormat(ContentFormat.SENML_JSON.coapNumber());

      Response response = requireNonNull(device.send(upload));

      assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(intake.arrivals()).hasSize(1);
      assertThat(intake.arrivals().getFirst().format()).isEqualTo(ContentFormat.SENML_JSON);
      assertThat(
              new String(intake.arrivals().getFirst().payload().bytes(), StandardCharsets.US_ASCII))
          .isEqualTo(body);
    }
  }

  @Clause({"RFC7252-5.9.2.9-1", "RFC7959-2.9.3-1", "RFC7959-4-1"})
  @Test
  void refusesALongerBodyWith413AndSaysHowMuchIsAllowed() throws Exception {
    try (DtlsDevice device =
        new DtlsDevice("dev-1", devices.secret("dev-1"), server.securePort().orElseThrow())) {
      Response response = requireNonNull(device.send(device.uplink("x".repeat(LIMIT + 1))));

      assertThat(response.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
      assertThat(response.getOptions().getSize1()).isEqualTo(LIMIT);
      assertThat(intake.arrivals()).isEmpty();
    }
  }

  @Clause("RFC7959-2.9.3-1")
  @Test
  void refusesAnUnannouncedBodyAsSoonAsItPassesTheLimit() throws IOException {
    for (int number = 0; number < LIMIT / BLOCK; number++) {
      assertThat(answer(block("dev-1", number, true)).getCode()).isEqualTo(ResponseCode.CONTINUE);
    }

    Response tooMuch = answer(block("dev-1", LIMIT / BLOCK, false));

    assertThat(tooMuch.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    assertThat(tooMuch.getOptions().getSize1()).isEqualTo(LIMIT);
    assertThat(intake.arrivals()).isEmpty();
  }

  @Clause({"RFC7252-11.4-1", "RFC7959-7-1"})
  @Test
  void keepsNoBlockOfAStranger() throws IOException {
    Request stranger = block("dev-1", 0, true);
    stranger.getOptions().clearUriQuery();

    assertThat(answer(stranger).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
    assertThat(answer(block("dev-1", 1, false)).getCode())
        .isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
    assertThat(intake.arrivals()).isEmpty();
  }

  @Clause({"RFC7959-2.5-1", "RFC7959-2.9.2-1"})
  @Test
  void refusesABlockThatDoesNotFollow() throws IOException {
    assertThat(answer(block("dev-1", 0, true)).getCode()).isEqualTo(ResponseCode.CONTINUE);

    assertThat(answer(block("dev-1", 2, false)).getCode())
        .isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
    assertThat(intake.arrivals()).isEmpty();
  }

  @Clause("RFC7959-2.5-2")
  @Test
  void beginsAnewWithBlockZero() throws IOException {
    assertThat(answer(block("dev-1", 0, true)).getCode()).isEqualTo(ResponseCode.CONTINUE);
    assertThat(answer(block("dev-1", 0, true)).getCode()).isEqualTo(ResponseCode.CONTINUE);

    Response last = answer(block("dev-1", 1, false));

    assertThat(last.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(last.getOptions().getBlock1().getNum()).isEqualTo(1);
    assertThat(intake.arrivals().getFirst().payload().length()).isEqualTo(2 * BLOCK);
  }

  @Clause("RFC7959-2.5-3")
  @Test
  void doesNotMixBodiesOfTwoPeers() throws IOException {
    try (UdpPeer other = new UdpPeer(server.plainPort().orElseThrow())) {
      assertThat(answer(block("dev-1", 0, true)).getCode()).isEqualTo(ResponseCode.CONTINUE);

      Response intruder = (Response) other.exchange(block("dev-1", 1, false));

      assertThat(intruder.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
      assertThat(answer(block("dev-1", 1, false)).getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(intake.arrivals()).hasSize(1);
    }
  }

  @Clause("RFC7959-7-1")
  @Test
  void asksTheDirectoryAgainForEveryBlock() throws IOException {
    assertThat(answer(block("dev-1", 0, true)).getCode()).isEqualTo(ResponseCode.CONTINUE);

    devices.disable("dev-1");

    assertThat(answer(block("dev-1", 1, false)).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
    assertThat(intake.arrivals()).isEmpty();
  }

  private int mid;

  private Request block(String device, int number, boolean more) {
    Request request =
        UdpPeer.post(CoAP.Type.CON, ++mid, "/v1/" + device + "/up", "b".repeat(BLOCK));
    request.getOptions().addUriQuery("key=" + devices.secret(device));
    request.getOptions().setBlock1(SZX_1024, more, number);
    return request;
  }

  private Response answer(Request request) throws IOException {
    return (Response) peer.exchange(request);
  }
}
