package city.veedel.dashboard.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecewiseGzipTest {
  private static final int PIECE = PiecewiseGzip.MIN_PIECE_BYTES;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, PIECE - 1, PIECE, 2 * PIECE - 1, 2 * PIECE, 5 * PIECE + 7})
  void anyTextComesBackFromItsPieces(int length) throws IOException {
    byte[] text = jsonOf(length);
    for (int pieces = 1; pieces <= 4; pieces++) {
      assertThat(unzipped(PiecewiseGzip.compress(text, length, pieces))).isEqualTo(text);
    }
  }

  @Test
  void whatCannotBeCompressedComesBackToo() throws IOException {
    byte[] noise = new byte[3 * PIECE];
    new Random(1).nextBytes(noise);

    assertThat(unzipped(PiecewiseGzip.compress(noise, noise.length, 3))).isEqualTo(noise);
  }

  @Test
  void onlyTheLengthGivenIsCompressed() throws IOException {
    byte[] text = jsonOf(1_000);

    assertThat(unzipped(PiecewiseGzip.compress(text, 10, 2))).isEqualTo(Arrays.copyOf(text, 10));
  }

  @Test
  void piecesCostLittleRoom() {
    byte[] text = jsonOf(8 * PIECE);

    assertThat(PiecewiseGzip.compress(text, text.length, 8).length)
        .isLessThan(PiecewiseGzip.compress(text, text.length, 1).length * 21 / 20);
  }

  private static byte[] jsonOf(int length) {
    Random random = new Random(length);
    StringBuilder json = new StringBuilder(length + 100);
    while (json.length() < length) {
      json.append("{\"id\":").append(random.nextInt(20_000));
      json.append(",\"property\":\"no2\",\"result\":").append(random.nextInt(1_000) / 10.0);
      json.append("},");
    }
    return json.substring(0, length).getBytes(US_ASCII);
  }

  private static byte[] unzipped(byte[] zipped) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return gzip.readAllBytes();
    }
  }
}
