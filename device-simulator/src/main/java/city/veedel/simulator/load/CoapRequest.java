package city.veedel.simulator.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bytes of the one request devices make: a confirmable POST of JSON (RFC 7252, section 3). */
public final class CoapRequest {
  public static final int HEADER_LENGTH = 4;
  public static final int TOKEN_LENGTH = 4;
  public static final int CON = 0;
  public static final int ACK = 2;
  static final int RESET = 3;

  private static final int VERSION = 0x40;
  private static final int CODE_POST = 0x02;
  private static final int URI_PATH = 11;
  private static final int CONTENT_FORMAT = 12;
  private static final int URI_QUERY = 15;
  private static final int JSON = 50;

  private CoapRequest() {}

  /**
   * Options and the payload marker of every request of a device.
   *
   * @param secret shown in the request; null where DTLS says who it is from
   */
  public static byte[] options(String device, @Nullable String secret) {
    ByteBuffer out = ByteBuffer.allocate(1_024);
    option(URI_PATH, "v1".getBytes(StandardCharsets.US_ASCII), out);
    option(0, device.getBytes(StandardCharsets.US_ASCII), out);
    option(0, "up".getBytes(StandardCharsets.US_ASCII), out);
    option(CONTENT_FORMAT - URI_PATH, new byte[] {JSON}, out);
    if (secret != null) {
      byte[] key = ("key=" + secret).getBytes(StandardCharsets.US_ASCII);
      option(URI_QUERY - CONTENT_FORMAT, key, out);
    }
    out.put((byte) 0xFF);
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** Section 3.1; deltas here are below 13. */
  private static void option(int delta, byte[] value, ByteBuffer out) {
    if (value.length < 13) {
      out.put((byte) (delta << 4 | value.length));
    } else {
      out.put((byte) (delta << 4 | 13)).put((byte) (value.length - 13));
    }
    out.put(value);
  }

  /** Header, token and options; the payload follows. */
  static void begin(int messageId, int token, byte[] options, ByteBuffer out) {
    out.put((byte) (VERSION | CON << 4 | TOKEN_LENGTH)).put((byte) CODE_POST);
    out.putShort((short) messageId);
    out.putInt(token);
    out.put(options);
  }

  /** A whole request. */
  public static byte[] confirmable(int messageId, int token, byte[] options, byte[] payload) {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_LENGTH + TOKEN_LENGTH + options.length + payload.length);
    begin(messageId, token, options, out);
    return out.put(payload).array();
  }

  /** A message without a code: a ping, an acknowledgement or a reset (section 4.1). */
  public static byte[] empty(int type, short id) {
    return ByteBuffer.allocate(HEADER_LENGTH)
        .put((byte) (VERSION | type << 4))
        .put((byte) 0)
        .putShort(id)
        .array();
  }
}
