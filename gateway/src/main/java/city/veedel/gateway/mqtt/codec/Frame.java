package city.veedel.gateway.mqtt.codec;

/**
 * One whole packet, not decoded yet. Valid until the next call on the reader it came from, and to
 * be decoded once.
 */
public final class Frame {
  private final int firstByte;
  private final WireReader body;
  private final int bytes;

  Frame(int firstByte, WireReader body, int bytes) {
    this.firstByte = firstByte;
    this.body = body;
    this.bytes = bytes;
  }

  int firstByte() {
    return firstByte;
  }

  /** All that follows the fixed header. */
  WireReader body() {
    return body;
  }

  /** Length of the whole packet. */
  int bytes() {
    return bytes;
  }
}
