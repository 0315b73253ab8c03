package city.veedel.simulator.replay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file that is read, unpacked where it is packed, and knows how far. */
final class CountedFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Counting counting;
  private final InputStream content;

  private CountedFile(Counting counting, InputStream content) {
    this.counting = counting;
    this.content = content;
  }

  static CountedFile open(Path path) throws IOException {
    Counting counting = new Counting(Files.newInputStream(path));
    try {
      InputStream content =
          path.toString().endsWith(".gz") ? new GZIPInputStream(counting, BUFFER_BYTES) : counting;
      return new CountedFile(counting, content);
    } catch (IOException e) {
      counting.close();
      throw new IOException(path + " is no gzip file", e);
    }
  }

  InputStream content() {
    return content;
  }

  long bytesRead() {
    return counting.bytes;
  }

  private static final class Counting extends FilterInputStream {
    private long bytes;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      bytes += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      bytes += Math.max(0, count);
      return count;
    }
  }
}
