package city.veedel.gateway.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private static final long SEED = 4_711;

  private static FrameReader connected(int maxPacketBytes) {
    FrameReader reader = new FrameReader(1_024);
    reader.connected(maxPacketBytes);
    return reader;
  }

  private static Buffer publish(int payloadBytes) {
    Buffer body = Buffer.buffer().appendUnsignedShort(1).appendString("t");
    body.appendBytes(new byte[payloadBytes]);
    Buffer packet = Buffer.buffer().appendByte((byte) 0x30);
    int rest = body.length();
    while (rest > 127) {
      packet.appendByte((byte) (rest & 127 | 128));
      rest >>= 7;
    }
    return packet.appendByte((byte) rest).appendBuffer(body);
  }

  @Test
  void cutsTheSamePacketsHoweverTheStreamIsCut() {
    Random random = new Random(SEED);
    Buffer stream = Buffer.buffer();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Buffer packet = publish(random.nextInt(400));
      lengths.add(packet.length());
      stream.appendBuffer(packet);
    }
    for (int round = 0; round < 50; round++) {
      FrameReader reader = connected(1_000);
      List<Integer> seen = new ArrayList<>();
      for (int at = 0; at < stream.length(); ) {
        int next = Math.min(stream.length(), at + 1 + random.nextInt(700));
        reader.feed(Unpooled.wrappedBuffer(stream.getBytes(at, next)));
        at = next;
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
          seen.add(frame.bytes());
        }
      }
      assertThat(seen).as("round %s of seed %s", round, SEED).isEqualTo(lengths);
    }
  }

  @Test
  void refusesALengthBeforeAnythingOfThePacketHasCome() {
    FrameReader reader = connected(1_000);
    reader.feed(Unpooled.wrappedBuffer(new byte[] {0x30, (byte) 0xE7, 0x07})); // 999 and the header
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            e -> assertThat(e.reason()).isEqualTo(ReasonCode.PACKET_TOO_LARGE));
  }

  @Test
  void takesAPacketOfExactlyTheLimit() {
    FrameReader reader = connected(1_000);
    reader.feed(Unpooled.wrappedBuffer(publish(994).getBytes()));
    assertThat(reader.next()).isNotNull().extracting(Frame::bytes).isEqualTo(1_000);
  }

  /** [MQTT-1.5.5-1] and the fifth byte that there is not. */
  @Test
  void refusesARemainingLengthOfFiveBytes() {
    FrameReader reader = connected(1_000);
    reader.feed(Unpooled.wrappedBuffer(new byte[] {0x30, -1, -1, -1, -1, 1}));
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            e -> assertThat(e.reason()).isEqualTo(ReasonCode.MALFORMED_PACKET));
  }

  /** Whatever the bytes: a packet, a violation, or a wait for more; nothing else. */
  @Test
  void decodesOrRefusesAnyBytes() {
    Random random = new Random(SEED);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(24)];
      random.nextBytes(bytes);
      bytes[0] = (byte) (random.nextInt(1, 16) << 4 | (random.nextBoolean() ? 2 : bytes[0] & 15));
      if (bytes.length > 1) {
        bytes[1] = (byte) (bytes.length - 2);
      }
      FrameReader reader = random.nextInt(4) == 0 ? new FrameReader(100) : connected(100);
      PacketDecoder decoder =
          new PacketDecoder(random.nextBoolean() ? MqttVersion.V5 : MqttVersion.V3_1_1);
      reader.feed(Unpooled.wrappedBuffer(bytes));
      try {
        Frame frame = reader.next();
        if (frame != null && bytes[0] >> 4 == 1) {
          new ConnectDecoder().decode(frame);
        } else if (frame != null) {
          decoder.decode(frame);
        }
      } catch (ProtocolViolation refused) {
        assertThat(refused.explanation()).isNotEmpty();
      }
    }
  }
}
