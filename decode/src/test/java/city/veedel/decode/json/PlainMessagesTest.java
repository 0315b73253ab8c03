package city.veedel.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Decoded;
import city.veedel.decode.Reading;
import city.veedel.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way is taken by what it is for, and never comes to another end than the long one. */
class PlainMessagesTest {
  private final PlainMessages plainMessages = new PlainMessages();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"values\":{\"a\":1}}",
        "{\"time\":\"2026-11-22T08:15:00Z\",\"values\":{\"no2\":41.2,\"pm10\":18}}",
        " {\n\t\"values\" : { \"a\" : -0.5 , \"b\":true,\"c\":false, \"d\":null, \"e\":\"open\" } }\r\n",
        "{\"values\":{\"a\":1},\"time\":\"2026-11-22t08:15:00.1234567891+01:00\"}",
        "{\"thing\":\"p 1/ü\",\"values\":{\"a\":1}}",
        "{\"location\":[-6.95,50.94],\"sequence\":123456789012345,\"values\":{\"a\":0}}",
        "{\"values\":{\"a\":999999999999999,\"b\":0.000000000000001,\"c\":123456.789012345}}",
        "{\"values\":{\"a\":\"\"}}",
      })
  void givesWhatTheThoroughWayGives(String message) {
    assertSame(message.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"values\":{}}",
        "[{\"values\":{\"a\":1}}]",
        "{\"values\":{\"a\":1}",
        "{\"values\":{\"a\":1}}x",
        "{\"values\":{\"a\":1,}}",
        "{\"values\":{\"a\":1},}",
        "{\"values\":{\"a\":1,\"a\":2}}",
        "{\"values\":{\"a\":1},\"values\":{\"b\":2}}",
        "{\"values\":{\"a b\":1}}",
        "{\"values\":{\"\\u0061\":1}}",
        "{\"values\":{\"a\":01}}",
        "{\"values\":{\"a\":-}}",
        "{\"values\":{\"a\":-0}}",
        "{\"values\":{\"a\":1.}}",
        "{\"values\":{\"a\":1e3}}",
        "{\"values\":{\"a\":1234567890123456}}",
        "{\"values\":{\"a\":NaN}}",
        "{\"values\":{\"a\":\"\\n\"}}",
        "{\"values\":{\"a\":[1]}}",
        "{\"values\":{\"a\":1},\"time\":null}",
        "{\"values\":{\"a\":1},\"time\":\"2026-02-30T08:15:00Z\"}",
        "{\"values\":{\"a\":1},\"time\":\"2026-11-22T08:15:00\"}",
        "{\"values\":{\"a\":1},\"thing\":\"\"}",
        "{\"values\":{\"a\":1},\"sequence\":-1}",
        "{\"values\":{\"a\":1},\"sequence\":1.0}",
        "{\"values\":{\"a\":1},\"location\":[181,50]}",
        "{\"values\":{\"a\":1},\"location\":[6.9,50.9,40]}",
        "{\"values\":{\"a\":1},\"colour\":\"red\"}",
      })
  void leavesTheRestToTheThoroughWay(String message) {
    assertThat(plainMessages.read(message.getBytes(StandardCharsets.UTF_8))).isNull();
  }

  @Test
  void isTheWayOfTheMessageOfTheContract() {
    assertThat(
            plainMessages.read(
                "{\"time\":\"2026-11-22T08:15:00Z\",\"values\":{\"no2\":41.2,\"pm10\":18}}"
                    .getBytes(StandardCharsets.UTF_8)))
        .extracting(Reading::pointer)
        .containsExactly("/values/no2", "/values/pm10");
  }

  @Property(tries = 5000)
  void givesWhatTheThoroughWayGivesForAnyMessage(@ForAll("messages") String message) {
    assertSame(message.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 5000)
  void givesWhatTheThoroughWayGivesForDamagedMessages(
      @ForAll("messages") String message,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll("damages") byte damage,
      @ForAll boolean cut) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    int at = place % bytes.length;
    if (cut) {
      bytes = Arrays.copyOf(bytes, at);
    } else {
      bytes[at] = damage;
    }
    assertSame(bytes);
  }

  @Provide
  Arbitrary<Byte> damages() {
    return Arbitraries.oneOf(
        Arbitraries.of((byte) '"', (byte) '\\', (byte) '{', (byte) '}', (byte) ',', (byte) '0'),
        Arbitraries.of((byte) '.', (byte) '-', (byte) 'e', (byte) ' ', (byte) ':', (byte) 0),
        Arbitraries.bytes());
  }

  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> numbers =
        Arbitraries.oneOf(
            Arbitraries.integers().map(String::valueOf),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf),
            Arbitraries.bigDecimals().ofScale(4).map(decimal -> decimal.toPlainString()));
    Arbitrary<String> texts =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withChars('ü', '\u007f')
            .excludeChars('"', '\\')
            .ofMaxLength(12)
            .map(text -> '"' + text + '"');
    Arbitrary<String> values =
        Arbitraries.oneOf(numbers, texts, Arbitraries.of("true", "false", "null"));
    Arbitrary<String> names = Arbitraries.of("a", "b", "no2", "water.level", "x:y-z_1", "0", "ä");
    Arbitrary<String> content =
        Combinators.combine(names, values)
            .as((name, value) -> '"' + name + "\":" + value)
            .list()
            .ofMinSize(1)
            .ofMaxSize(5)
            .map(list -> "\"values\":{" + String.join(",", list) + "}");
    Arbitrary<String> times =
        Arbitraries.of(
            "\"time\":\"2026-11-22T08:15:00Z\"",
            "\"time\":\"2026-11-22T08:15:00.5+01:00\"",
            "\"time\":\"1969-12-31T23:59:59.999999999-23:59\"",
            "\"time\":\"2026-13-01T00:00:00Z\"");
    Arbitrary<String> others =
        Arbitraries.oneOf(
            times,
            texts.map(text -> "\"thing\":" + text),
            numbers.map(number -> "\"sequence\":" + number),
            Combinators.combine(numbers, numbers)
                .as((x, y) -> "\"location\":[" + x + ", " + y + "]"),
            Arbitraries.of("\"location\":[6.95,50.94]", "\"sequence\":17"));
    return Combinators.combine(others.list().ofMaxSize(3), content, Arbitraries.of("", " ", "\n"))
        .as((fields, what, space) -> {
          List<String> all = new ArrayList<>(fields);
          all.add(what);
          return space + "{" + String.join("," + space, all) + "}" + space;
        });
  }

  private void assertSame(byte[] message) {
    List<Reading> plain = plainMessages.read(message);
    if (plain != null) {
      assertThat(new Decoded.Readings(plain))
          .isEqualTo(JsonDecoder.decodeThoroughly(Payload.wrap(message)));
    }
  }
}
