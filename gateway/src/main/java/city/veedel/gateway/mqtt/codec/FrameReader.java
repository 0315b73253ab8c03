package city.veedel.gateway.mqtt.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream of one connection into packets. The length a packet declares is checked
 * before anything of it is kept, so that no more is ever held than one allowed packet and one read
 * of the socket. Before {@link #connected} only a CONNECT may come [MQTT-3.1.0-1]. Belongs to one
 * event loop.
 */
public final class FrameReader {
  private static final byte[] EMPTY = new byte[0];

  private int maxPacketBytes;
  private boolean connected;
  private byte[] data = EMPTY;
  private int at;
  private int end;

  /**
   * @param maxConnectBytes greatest length of a CONNECT, its fixed header included
   */
  public FrameReader(int maxConnectBytes) {
    this.maxPacketBytes = maxConnectBytes;
  }

  /** A CONNECT was taken: all packets may come now, up to this length. */
  public void connected(int maxPacketBytes) {
    this.connected = true;
    this.maxPacketBytes = maxPacketBytes;
  }

  /** Memory in use for bytes that were fed, at most twice a packet and a chunk. */
  int heldBytes() {
    return data.length;
  }

  /** Copies what is readable in {@code chunk}. */
  public void feed(ByteBuf chunk) {
    int length = chunk.readableBytes();
    if (at == end) {
      data = new byte[length];
      at = 0;
      end = 0;
    } else if (data.length - end < length) {
      // Twice what is needed, so that a packet that comes byte by byte is not copied each time.
      int kept = end - at;
      data = Arrays.copyOfRange(data, at, at + 2 * (kept + length));
      at = 0;
      end = kept;
    }
    chunk.readBytes(data, end, length);
    end += length;
  }

  /**
   * The next whole packet, or null until more bytes come.
   *
   * @throws ProtocolViolation at the first byte that cannot be part of an allowed packet
   */
  public @Nullable Frame next() {
    if (at == end) {
      data = EMPTY; // an idle connection holds nothing
      at = 0;
      end = 0;
      return null;
    }
    int firstByte = data[at] & 0xFF;
    checkType(firstByte);
    int length = 0;
    int body = at + 1;
    for (int shift = 0; ; shift += 7) {
      if (shift > 21) {
        throw ProtocolViolation.malformed("a remaining length of more than four bytes");
      }
      if (body == end) {
        return null;
      }
      int digit = data[body++];
      length |= (digit & 0x7F) << shift;
      if (digit >= 0) {
        break;
      }
    }
    int bytes = body - at + length;
    if (bytes > maxPacketBytes) {
      throw new ProtocolViolation(
          ReasonCode.PACKET_TOO_LARGE,
          "a packet of " + bytes + " bytes; allowed are " + maxPacketBytes);
    }
    if (end - at < bytes) {
      return null;
    }
    at += bytes;
    return new Frame(firstByte, new WireReader(data, body, body + length), bytes);
  }

  private void checkType(int firstByte) {
    PacketType type = PacketType.of(firstByte);
    if (connected == (type == PacketType.CONNECT)) {
      throw ProtocolViolation.error(
          connected ? "a second CONNECT" : "the first packet must be CONNECT, not " + type);
    }
  }
}
