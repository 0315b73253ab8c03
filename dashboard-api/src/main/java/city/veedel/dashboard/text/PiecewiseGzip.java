package city.veedel.dashboard.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One gzip member (RFC 1952) of which each core compresses a piece: every piece but the last ends
 * at a byte (zlib's {@code Z_SYNC_FLUSH}), and all but the first may refer to the 32 KiB before
 * them, so that the pieces joined are one deflate stream. The compressing itself is the JDK's.
 */
final class PiecewiseGzip {
  /** Smaller pieces would cost more in starting than they save. */
  static final int MIN_PIECE_BYTES = 256 << 10;

  private static final int WINDOW_BYTES = 32 << 10;
  private static final int TRAILER_BYTES = 8;

  /** Deflate, no name, no time, operating system unknown. */
  private static final byte[] HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff
  };

  private PiecewiseGzip() {}

  static byte[] compress(byte[] text, int length) {
    return compress(text, length, Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param atMost as many pieces
   */
  static byte[] compress(byte[] text, int length, int atMost) {
    int pieces = Math.clamp(length / MIN_PIECE_BYTES, 1, atMost);
    List<byte[]> compressed =
        IntStream.range(0, pieces)
            .parallel()
            .mapToObj(
                i -> piece(text, bound(length, i, pieces), bound(length, i + 1, pieces), length))
            .toList();
    int size = compressed.stream().mapToInt(piece -> piece.length).sum();
    ByteBuffer gzip =
        ByteBuffer.allocate(HEADER.length + size + TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    gzip.put(HEADER);
    compressed.forEach(gzip::put);
    CRC32 checksum = new CRC32();
    checksum.update(text, 0, length);
    return gzip.putInt((int) checksum.getValue()).putInt(length).array();
  }

  private static int bound(int length, int piece, int pieces) {
    return (int) ((long) length * piece / pieces);
  }

  private static byte[] piece(byte[] text, int from, int to, int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      if (from > 0) {
        int window = Math.min(from, WINDOW_BYTES);
        deflater.setDictionary(text, from - window, window);
      }
      deflater.setInput(text, from, to - from);
      boolean last = to == length;
      if (last) {
        deflater.finish();
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream((to - from) / 8 + 64);
      byte[] buffer = new byte[64 << 10];
      int written;
      do {
        written =
            deflater.deflate(
                buffer, 0, buffer.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        out.write(buffer, 0, written);
        // Less than the buffer takes means that there is no more.
      } while (written == buffer.length);
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
