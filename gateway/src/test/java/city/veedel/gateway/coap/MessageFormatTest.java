package city.veedel.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.CountedIntake;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a library does with messages no library writes: byte by byte, options in their order. */
class MessageFormatTest {
  private static final int CON = 0x40;
  private static final int NON = 0x50;
  private static final int POST = 0x02;
  private static final int URI_PORT = 7;
  private static final int URI_PATH = 11;
  private static final int CONTENT_FORMAT = 12;
  private static final int URI_QUERY = 15;
  private static final int BLOCK1 = 27;

  /** Even, so elective. */
  private static final int UNKNOWN_ELECTIVE = 65_000;

  /** Odd, so critical. */
  private static final int UNKNOWN_CRITICAL = 65_001;

  private final TestDevices devices = TestDevices.with("dev-1", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private CoapServer server;
  private UdpPeer peer;

  @BeforeEach
  void listen() throws IOException {
    server =
        CoapServer.start(
            CoapConfig.DEFAULT.withPorts("127.0.0.1", 0, CoapConfig.OFF),
            devices.directory(),
            new CountedIntake(intake),
            new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
    peer = new UdpPeer(server.plainPort().orElseThrow());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  @Clause("RFC7252-3-3")
  @Test
  void refusesAPayloadMarkerWithoutPayload() throws IOException {
    Message answer = exchange(uplink(CON, 1).bytes(0xFF));

    assertThat(code(answer)).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(intake.arrivals()).isEmpty();
  }

  @Clause("RFC7252-4.1-1")
  @Test
  void resetsAnEmptyMessageOfMoreThanFourBytes() throws IOException {
    Message answer = exchange(new Datagram().bytes(CON, 0, 0, 2, 0xFF, 'x'));

    assertThat(answer.getType()).isEqualTo(CoAP.Type.RST);
    assertThat(answer.getMID()).isEqualTo(2);
  }

  @Clause("RFC7252-5.4.1-1")
  @Test
  void passesOverAnUnknownElectiveOption() throws IOException {
    Message answer = exchange(uplink(CON, 3).option(UNKNOWN_ELECTIVE, 1, 2, 3).payload());

    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
  }

  @Clause("RFC7252-5.4.1-3")
  @Test
  void takesNoNonConfirmableWithAnUnknownCriticalOption() throws IOException {
    peer.send(uplink(NON, 4).option(UNKNOWN_CRITICAL).payload().toBytes());
    peer.receiveUntilPong(5);

    assertThat(code(exchange(uplink(CON, 6).payload()))).isEqualTo(ResponseCode.CHANGED);
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Clause("RFC7252-5.4.3-1")
  @Test
  void treatsAnOptionOfWrongLengthAsAnUnknownOne() throws IOException {
    Message critical =
        exchange(new Datagram().head(CON, 7).option(URI_PORT, 1, 2, 3).path().payload());

    assertThat(code(critical)).isEqualTo(ResponseCode.BAD_OPTION);
    assertThat(intake.arrivals()).isEmpty();
  }

  /** The library lets the last one count, where the standard has it treated as unknown. */
  @Clause("RFC7252-5.4.5-1")
  @Test
  void takesTheLastOfAnOptionThatMayNotBeRepeated() throws IOException {
    Message answer =
        exchange(
            new Datagram()
                .head(CON, 8)
                .option(URI_PORT, 0x16, 0x33)
                .option(URI_PORT, 0x16, 0x33)
                .path()
                .payload());

    assertThat(code(answer)).isEqualTo(ResponseCode.CHANGED);
  }

  @Clause("RFC7959-2.2-1")
  @Test
  void refusesTheReservedBlockSize() throws IOException {
    Message answer = exchange(uplink(CON, 9).option(BLOCK1, 0x07).payload());

    assertThat(code(answer)).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(intake.arrivals()).isEmpty();
  }

  private Datagram uplink(int type, int mid) {
    return new Datagram().head(type, mid).path();
  }

  private Message exchange(Datagram datagram) throws IOException {
    return UdpPeer.parse(peer.exchange(datagram.toBytes()));
  }

  private static ResponseCode code(Message message) {
    return ((Response) message).getCode();
  }

  /** RFC 7252, section 3. */
  private final class Datagram {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int lastOption;

    Datagram bytes(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    /** Header without a token. */
    Datagram head(int type, int mid) {
      return bytes(type, POST, mid >> 8, mid);
    }

    /** Of the device, with its key and its format. */
    Datagram path() {
      text(URI_PATH, "v1");
      text(URI_PATH, "dev-1");
      text(URI_PATH, "up");
      option(CONTENT_FORMAT, 50);
      return text(URI_QUERY, "key=" + devices.secret("dev-1"));
    }

    Datagram text(int number, String value) {
      return option(number, value.chars().toArray());
    }

    /** Section 3.1; lengths below 13 or from 13 to 268. */
    Datagram option(int number, int... value) {
      int delta = number - lastOption;
      lastOption = number;
      bytes(nibble(delta) << 4 | nibble(value.length));
      extended(delta);
      extended(value.length);
      return bytes(value);
    }

    private static int nibble(int value) {
      return value < 13 ? value : value < 269 ? 13 : 14;
    }

    private void extended(int value) {
      if (value >= 269) {
        bytes(value - 269 >> 8, value - 269);
      } else if (value >= 13) {
        bytes(value - 13);
      }
    }

    Datagram payload() {
      bytes(0xFF);
      out.writeBytes("{\"values\":{\"no2\":41.2}}".getBytes(StandardCharsets.UTF_8));
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }
}
