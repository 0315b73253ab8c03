package city.veedel.simulator.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A POST to a device's uplink with options of choice (RFC 7252, section 3; RFC 7959, section 2).
 */
final class CoapBytes {
  private static final int URI_PATH = 11;
  private static final int CONTENT_FORMAT = 12;
  private static final int URI_QUERY = 15;
  private static final int BLOCK1 = 27;
  private static final int SIZE1 = 60;
  private static final int KIB_BLOCK = 6;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int lastOption;

  private CoapBytes(int messageId) {
    out.writeBytes(new byte[] {0x44, 0x02, (byte) (messageId >>> 8), (byte) messageId});
    out.writeBytes(new byte[] {1, 2, (byte) (messageId >>> 8), (byte) messageId});
  }

  static byte[] post(int messageId, String device, String secret, int format, byte[] payload) {
    CoapBytes request = new CoapBytes(messageId);
    request.address(device, secret, format);
    return request.with(payload);
  }

  /** Block {@code number} of a KiB, with more to come. */
  static byte[] block(int messageId, String device, String secret, int number, byte[] payload) {
    CoapBytes request = new CoapBytes(messageId);
    request.address(device, secret, 0);
    int value = number << 4 | 1 << 3 | KIB_BLOCK;
    request.option(BLOCK1, new byte[] {(byte) (value >>> 8), (byte) value});
    request.option(SIZE1, new byte[] {0x1F, 0x40});
    return request.with(payload);
  }

  /** Whether it is a response of class 2: done. */
  static boolean isSuccess(byte[] datagram) {
    return datagram.length > 1 && (datagram[1] & 0xFF) >>> 5 == 2;
  }

  private void address(String device, String secret, int format) {
    option(URI_PATH, ascii("v1"));
    option(URI_PATH, ascii(device));
    option(URI_PATH, ascii("up"));
    option(CONTENT_FORMAT, new byte[] {(byte) format});
    option(URI_QUERY, ascii("key=" + secret));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void option(int number, byte[] value) {
    int delta = number - lastOption;
    lastOption = number;
    int deltaNibble = Math.min(delta, 13);
    int lengthNibble = Math.min(value.length, 13);
    out.write(deltaNibble << 4 | lengthNibble);
    if (delta >= 13) {
      out.write(delta - 13);
    }
    if (value.length >= 13) {
      out.write(value.length - 13);
    }
    out.writeBytes(value);
  }

  private byte[] with(byte[] payload) {
    out.write(0xFF);
    out.writeBytes(payload);
    return out.toByteArray();
  }
}
