package city.veedel.gateway.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.gateway.conformance.Clause;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes in any pieces: packets, then at most one violation. Replays the kept inputs in the
 * build; {@code docs/fuzzing.md} says how to look for new ones.
 */
class PacketFuzzTest {
  private static final int MAX_PACKET = 2_048;
  private static final int MAX_CONNECT = 512;

  /**
   * @param input first byte: 1 for MQTT 5, 2 for past CONNECT; second: how the rest is cut
   */
  @Clause({
    "MQTT5-1.5.4-1",
    "MQTT5-1.5.4-2",
    "MQTT5-3.8.3-1",
    "MQTT5-3.10.3-1",
    "MQTT3-1.5.3-1",
    "MQTT3-3.8.3-1",
    "MQTT3-3.10.3-1"
  })
  @FuzzTest
  void decodesOrRefusesAnyBytesHoweverTheyAreCut(byte[] input) {
    if (input.length < 2) {
      return;
    }
    MqttVersion version = (input[0] & 1) == 0 ? MqttVersion.V3_1_1 : MqttVersion.V5;
    boolean connected = (input[0] & 2) != 0;
    List<String> whole = new Stream(version, connected).read(input, input.length);
    List<String> pieces = new Stream(version, connected).read(input, 1 + (input[1] & 0x3F));
    assertThat(pieces).isEqualTo(whole);
  }

  /** One connection without a socket. */
  private static final class Stream {
    private final FrameReader frames = new FrameReader(MAX_CONNECT);
    private final PacketDecoder decoder;
    private boolean connected;

    Stream(MqttVersion version, boolean connected) {
      this.decoder = new PacketDecoder(version);
      this.connected = connected;
      if (connected) {
        frames.connected(MAX_PACKET);
      }
    }

    /** What came of the bytes from the third on; the last is the violation, if there was one. */
    List<String> read(byte[] input, int pieceLength) {
      List<String> seen = new ArrayList<>();
      try {
        for (int at = 2; at < input.length; at += pieceLength) {
          int length = Math.min(pieceLength, input.length - at);
          frames.feed(Unpooled.wrappedBuffer(input, at, length));
          for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
            seen.add(decode(frame));
          }
          assertThat(frames.heldBytes()).isLessThanOrEqualTo(2 * (MAX_PACKET + pieceLength));
        }
      } catch (ProtocolViolation violation) {
        assertThat(violation.explanation()).isNotEmpty().isPrintable();
        seen.add(violation.reason().code());
      }
      return seen;
    }

    private String decode(Frame frame) {
      assertThat(frame.bytes()).isLessThanOrEqualTo(connected ? MAX_PACKET : MAX_CONNECT);
      Packet packet = connected ? decoder.decode(frame) : new ConnectDecoder().decode(frame);
      if (!connected) {
        connected = true;
        frames.connected(MAX_PACKET);
      }
      check(packet);
      // Contents apart: a payload is compared by its length, which no cut may change.
      return packet.getClass().getSimpleName() + " of " + frame.bytes();
    }

    private static void check(Packet packet) {
      switch (packet) {
        case Packet.Publish publish -> {
          assertThat(publish.qos()).isBetween(0, 2);
          assertThat(publish.packetId() == 0).isEqualTo(publish.qos() == 0);
          checkText(publish.topic());
        }
        case Packet.Subscribe subscribe -> {
          assertThat(subscribe.packetId()).isBetween(1, 65_535);
          assertThat(subscribe.subscriptions()).isNotEmpty();
          subscribe.subscriptions().forEach(subscription -> checkText(subscription.filter()));
        }
        case Packet.Unsubscribe unsubscribe -> {
          assertThat(unsubscribe.packetId()).isBetween(1, 65_535);
          assertThat(unsubscribe.filters()).isNotEmpty();
          unsubscribe.filters().forEach(Stream::checkText);
        }
        case Packet.Acknowledgement acknowledgement ->
            assertThat(acknowledgement.packetId()).isBetween(1, 65_535);
        case Packet.Connect connect -> checkText(connect.clientId());
        case Packet.PingRequest _, Packet.Disconnect _ -> {}
      }
    }

    private static void checkText(String text) {
      assertThat(text.chars().noneMatch(c -> c == 0)).isTrue();
      assertThat(text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    }
  }
}
