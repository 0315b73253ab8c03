package city.veedel.simulator.hostile;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** The first message of DTLS 1.2, and the second one with the server's cookie (RFC 6347, 4.2.1). */
final class ClientHello {
  private static final int RECORD_HEAD = 13;
  private static final int HANDSHAKE_HEAD = 12;
  private static final int HANDSHAKE = 22;
  private static final int HELLO_VERIFY_REQUEST = 3;
  private static final int RANDOM_BYTES = 32;

  /** TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256, TLS_PSK_WITH_AES_128_CCM_8, …_GCM_SHA256, …_CCM. */
  private static final byte[] SUITES = {
    0, 8, (byte) 0xD0, 5, (byte) 0xC0, (byte) 0xA8, 0, (byte) 0xA8, (byte) 0xC0, (byte) 0xA4
  };

  /** supported_groups: secp256r1; ec_point_formats: uncompressed; extended_master_secret. */
  private static final byte[] EXTENSIONS = {
    0, 18, 0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 23, 0, 0
  };

  private ClientHello() {}

  /**
   * @param random 32 bytes, the same in both messages
   * @param cookie empty in the first
   */
  static byte[] of(byte[] random, byte[] cookie) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {(byte) 0xFE, (byte) 0xFD});
    body.writeBytes(Arrays.copyOf(random, RANDOM_BYTES));
    body.write(0);
    body.write(cookie.length);
    body.writeBytes(cookie);
    body.writeBytes(SUITES);
    body.writeBytes(new byte[] {1, 0});
    body.writeBytes(EXTENSIONS);
    return record(1, cookie.length == 0 ? 0 : 1, body.toByteArray());
  }

  private static byte[] record(int type, int sequence, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {HANDSHAKE, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0});
    out.write(sequence);
    twoBytes(HANDSHAKE_HEAD + body.length, out);
    out.write(type);
    threeBytes(body.length, out);
    twoBytes(sequence, out);
    threeBytes(0, out);
    threeBytes(body.length, out);
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static void twoBytes(int value, ByteArrayOutputStream out) {
    out.write(value >>> 8);
    out.write(value);
  }

  private static void threeBytes(int value, ByteArrayOutputStream out) {
    out.write(value >>> 16);
    twoBytes(value, out);
  }

  /** Of a HelloVerifyRequest; empty for anything else. */
  static Optional<byte[]> cookieOf(byte[] datagram) {
    int at = RECORD_HEAD + HANDSHAKE_HEAD + 2;
    if (datagram.length <= at
        || datagram[0] != HANDSHAKE
        || datagram[RECORD_HEAD] != HELLO_VERIFY_REQUEST) {
      return Optional.empty();
    }
    int end = Math.min(datagram.length, at + 1 + (datagram[at] & 0xFF));
    return Optional.of(Arrays.copyOfRange(datagram, at + 1, end));
  }
}
