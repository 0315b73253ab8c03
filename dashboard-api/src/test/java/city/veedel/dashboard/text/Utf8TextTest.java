package city.veedel.dashboard.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {
  private final Utf8Text text = new Utf8Text(0);

  @Test
  void bytesStandAsTheyWereGiven() {
    byte[] name = "Köln ".getBytes(UTF_8);
    text.append(name);
    text.append('-');
    text.append(name);

    assertThat(new String(text.toBytes(), UTF_8)).isEqualTo("Köln -Köln ");
    assertThat(text.length()).isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T14:30:00Z",
        "2026-11-22T00:00:00.100Z",
        "2026-11-22T23:59:59.000001Z",
        "2026-11-23T23:59:59.000000001Z",
        "1969-12-31T23:59:59.999999999Z",
        "1700-01-01T00:00:00Z",
        "0000-02-29T07:08:09Z",
        "-0001-01-01T00:00:00Z",
        "+12345-06-07T08:09:10.011Z",
      })
  void timesAreWrittenAsInstantWritesThem(String time) {
    text.append(Instant.parse("2026-11-22T14:30:00Z"));
    text.append(Instant.parse(time));

    assertThat(new String(text.toBytes(), UTF_8)).isEqualTo("2026-11-22T14:30:00Z" + time);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 1_000_000, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE})
  void wholeNumbersAreWrittenAsLongWritesThem(long number) {
    text.append(number);

    assertThat(new String(text.toBytes(), UTF_8)).isEqualTo(Long.toString(number));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        1,
        -7.05,
        46.1,
        0.001,
        0.0010001,
        0.000999,
        9_999_999,
        9_999_999.999999,
        10_000_000,
        6.95835,
        6.9583517,
        0.1 + 0.2,
        1.0 / 3,
        Double.MAX_VALUE,
        Double.MIN_VALUE
      })
  void numbersAreWrittenAsDoubleWritesThem(double number) {
    text.append(number);

    assertThat(new String(text.toBytes(), UTF_8)).isEqualTo(Double.toString(number));
  }

  @Test
  void decimalsOfEveryLengthAreWrittenAsDoubleWritesThem() {
    Random random = new Random(1);
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      double number = (random.nextInt() >> random.nextInt(32)) / Math.pow(10, random.nextInt(9));
      text.append(number);
      expected.append(number);
    }

    assertThat(new String(text.toBytes(), UTF_8)).isEqualTo(expected.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anyTextComesBackFromItsCompressedForm(long seed) throws IOException {
    Random random = new Random(seed);
    byte[][] phrases = new byte[20][];
    for (int i = 0; i < phrases.length; i++) {
      phrases[i] = noise(random.nextInt(600));
    }
    for (int i = 0; i < 5_000; i++) {
      switch (random.nextInt(5)) {
        case 0 -> text.append(random.nextLong());
        case 1 -> text.append(random.nextDouble());
        case 2 -> text.append(("word-" + random.nextInt(10_000)).getBytes(UTF_8));
        case 3 -> text.append(Instant.ofEpochSecond(random.nextInt()));
        default -> text.append(phrases[random.nextInt(phrases.length)]);
      }
    }

    assertThat(unzipped(text)).isEqualTo(text.toBytes());
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }

  private static byte[] unzipped(Utf8Text text) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(text.toGzip()))) {
      return gzip.readAllBytes();
    }
  }
}
