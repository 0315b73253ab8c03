package city.veedel.decode.jsonata;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.WholeAnswers;
import city.veedel.model.Location;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonataDecoderTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00.250Z");

  @Test
  void makesAMessageOfAVendorsDocument() {
    List<Reading> readings =
        readings(
            """
            {
              "time": $fromMillis(ts * 1000),
              "values": {"temperature": d.t / 10, "state": d.open ? "open" : "closed", "rssi": d.r},
              "location": [pos.lon, pos.lat],
              "thing": "node-" & id,
              "sequence": n
            }
            """,
            "{\"id\":7,\"ts\":1700000000,\"n\":4,\"d\":{\"t\":215,\"open\":true,\"r\":null},"
                + "\"pos\":{\"lat\":50.9,\"lon\":6.9}}");

    assertThat(readings)
        .containsExactly(
            reading("temperature", new Result.Quantity(21.5), "/values/temperature"),
            reading("state", new Result.State("open"), "/values/state"),
            reading("rssi", Result.Missing.INSTANCE, "/values/rssi"));
  }

  private static Reading reading(String property, Result result, String pointer) {
    return new Reading(
        "node-7",
        new PropertyName(property),
        Instant.ofEpochSecond(1_700_000_000),
        4,
        result,
        "",
        new Location(6.9, 50.9),
        pointer);
  }

  @Test
  void makesABatchOfAnArray() {
    assertThat(
            readings(
                "[m.{\"time\": at, \"values\": {\"no2\": v}}]",
                "{\"m\":[{\"at\":\"2026-11-22T11:00:00Z\",\"v\":1},"
                    + "{\"at\":\"2026-11-22T11:10:00Z\",\"v\":2}]}"))
        .extracting(Reading::pointer)
        .containsExactly("/0/values/no2", "/1/values/no2");
  }

  @Test
  void leavesFieldsOutThatAreNotThere() {
    assertThat(readings("{\"values\":{\"a\":a,\"b\":b}}", "{\"a\":1}"))
        .extracting(reading -> reading.property().value())
        .containsExactly("a");
  }

  @Test
  void readsCbor() {
    Decoded decoded =
        decoder("{\"values\":{\"no2\":v}}")
            .decode(
                Payload.wrap(HexFormat.of().parseHex("a16176f94d40")),
                ContentFormat.CBOR,
                RECEIVED_AT);

    assertThat(decoded).isInstanceOf(Decoded.Readings.class);
  }

  @Test
  void findsNothingToStoreWhereTheExpressionGivesAnEmptyArray() {
    assertThat(decode("type = 'status' ? [] : {\"values\":{\"v\":v}}", "{\"type\":\"status\"}"))
        .isEqualTo(new Decoded.Nothing("the expression gives [] for this message"));
  }

  @Test
  void takesTheTimeOfReceiptForNow() {
    assertThat(
            readings(
                "{\"time\":$now(),\"values\":{\"ms\":$millis(),\"day\":$now('[Y0001]-[M01]-[D01]')}}",
                "{}"))
        .extracting(Reading::result)
        .containsExactly(
            new Result.Quantity(RECEIVED_AT.toEpochMilli()), new Result.State("2026-11-22"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7                                | 7 is no message",
        "{\"values\":{}}                  | there are no values",
        "{\"values\":{\"a b\":1}}         | is no property name",
        "{\"values\":{\"a\":[1]}}         | an array is no number",
        "{\"time\":5,\"values\":{\"a\":1}}| 5 is no time",
        "{\"values\":{\"a\":1/0}}         | the expression fails",
        "nothing.here                     | gives nothing for this message",
        "{\"values\":{\"a\":$sum}}        | holds a function",
        "$error('no such sensor')         | the expression fails at line 1, column 8: no such sensor",
        "{\"values\":{\"a\":t + 1}}       | must evaluate to a number",
      })
  void explainsWhatIsWrongWithTheResult(String source, String words) {
    assertThat(faults(source, "{\"t\":\"x\"}"))
        .first()
        .satisfies(fault -> assertThat(fault.detail()).contains(words));
  }

  @Test
  void saysWhereInTheExpressionItFails() {
    assertThat(faults("{\n  \"values\": {\n    \"a\": v.$lowercase(7)\n  }\n}", "{\"v\":\"x\"}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.detail()).contains("at line 3, column"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"values\": }           | 1 | 12",
        "{\"a\":1                 | 1 | ",
        "(                        | 1 | ",
        "\"open                   | 1 | ",
        "a ~~ b                   | 1 | ",
        "$match(a, /[/)           | 1 | ",
      })
  void saysWhereAnExpressionIsWrong(String source, int line, Integer column) {
    assertThat(JsonataDecoder.compile(source))
        .isInstanceOfSatisfying(
            JsonataDecoder.Broken.class,
            broken -> {
              assertThat(broken.fault().detail()).isNotBlank();
              assertThat(broken.fault().line()).isEqualTo(line);
              assertThat(broken.fault().column()).isPositive();
              if (column != null) {
                assertThat(broken.fault().column()).isEqualTo(column);
              }
            });
  }

  @Test
  void countsTheLinesOfAnExpression() {
    assertThat(JsonataDecoder.compile("{\n  \"values\": {\n    \"a\": ]\n  }\n}"))
        .isInstanceOfSatisfying(
            JsonataDecoder.Broken.class,
            broken -> assertThat(broken.fault().place()).isEqualTo("line 3, column 10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a",
        "function($x){$x",
        "1 +",
        "{\"a\":",
        "[1,",
        "$f(",
        "/a",
        "`a",
        "/* a",
        "?",
        ""
      })
  void survivesUnfinishedExpressions(String source) {
    assertThat(JsonataDecoder.compile(source)).isInstanceOf(JsonataDecoder.Broken.class);
  }

  @Test
  void refusesExpressionsThatAreTooLongOrTooDeep() {
    assertThat(JsonataDecoder.compile(" ".repeat(JsonataDecoder.MAX_SOURCE_LENGTH) + "1"))
        .isInstanceOf(JsonataDecoder.Broken.class);
    assertThat(JsonataDecoder.compile("(".repeat(60_000)))
        .isInstanceOf(JsonataDecoder.Broken.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$match(s, /([a-z]+)-([0-9]+)/).groups[1]             | 17",
        "$match(s, /[a-z]/, 2)[1].match                       | b",
        "$contains(s, /^AB/i) ? 'yes' : 'no'                  | yes",
        "$contains('\u00c4pfel', /^\u00e4pf/i) ? 'yes' : 'no' | yes",
        "$contains('\u1c80', /[\u1c80-\u1c88]/) ? 'yes' : 'no' | yes",
        "$contains('\u1c80\u1c88\u0432', /[b-\u0412]/i) ? 'yes' : 'no' | yes",
        "$contains(s, 'b-') ? 'yes' : 'no'                    | yes",
        "$replace(s, /([a-z]+)-([0-9]+)/, '$2/$1$$')          | 17/ab$",
        "$replace(s, 'b', '$1')                               | a$1-17",
        "$replace('aaa', 'a', 'b', 2)                         | bba",
        "$split('a1b22c', /[0-9]+/)[2]                        | c",
        "$split('a,b', ',')[0]                                | a",
        "$split('abc', '')[1]                                 | b",
        "$join($split('a b', ' '), '+')                       | a+b",
        "$join($split('a-b--c', '-', 3), '+')                 | a+b+",
        "$replace('a.b.c', '.', '')                           | abc",
        "$contains(s, '') ? 'yes' : 'no'                      | yes",
        "$substringBefore('a-b-c', '-')                       | a",
        "$substringAfter('a-b-c', '-')                        | b-c",
        "$substringBefore('abc', 'x')                         | abc",
        "$substringAfter('abc', 'x')                          | abc",
        "$string($distinct([1, 1, 2]))                        | [1,2]",
        "$string($distinct([{'a': 1}, {'a': 1}, {'a': 2}]).a) | [1,2]",
        "s ~> $replace(/[0-9]/, '#')                          | ab-##",
        "$pad('x', -3, '0')                                   | 00x",
        "$pad('x', 3)                                         | 'x  '",
        "$string(n / 2 / 5)                                   | 2",
        "n /2/ 5 = 2 ? 'divides' : 'no'                       | divides",
        "$contains('a/b', '/') ? /* / */ 'slash' : ''         | slash",
        "$string($toMillis('20231114 221320', '[Y0001][M01][D01] [H01][m01][s01]')) | 1700000000000",
        "$string($toMillis('2023-11-14T22:13:20Z'))           | 1700000000000",
        "$formatInteger(7, '000') & $string($parseInteger('12', '#0')) | 00712",
      })
  void keepsTheMeaningOfItsFunctions(String source, String expected) {
    assertThat(readings("{\"values\":{\"v\":" + source + "}}", "{\"s\":\"ab-17\",\"n\":20}"))
        .extracting(Reading::result)
        .containsExactly(
            new Result.State(expected.startsWith("'") ? expected.substring(1, 4) : expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "($f := function(){ $f() }; $f())                               | more than 100000 steps",
        "($f := function(){ $f() }; [1, $f()])                          | more than 100000 steps",
        "($f := function($n){ 1 + $f($n + 1) }; [1, $f(1)])             | deep",
        "[1..1000000].{\"values\":{\"a\":$}}                            | more than 20000 values",
        "[1..9999].($x := $; [1..9999][$ = $x])                         | steps",
        "$reduce([1..40], function($a, $i){ $a & $a }, 'xxxxxxxx')      | a text of 32768",
        "$reduce([1..40], function($a, $i){ [$a, $a] }, 1)              | more than 20000 values",
        "$string($reduce([1..99], function($a, $i){ [[$a]] }, 1))       | more than 64 deep",
        "$pad('x', 1000000000)                                          | a text of 1000000000",
        "$join([1..9999].('xxxxxxxx' & ''), 'yyyyyyyyyy')                | a text of",
        "$replace($pad('x', 9999, 'x'), 'x', $pad('y', 9999, 'y'))      | a text of",
        "$now('[Y,9-1000000]')                                          | widths of two digits",
        "$toMillis($pad('1', 60, '1'), '[f][f][f][f][f][f][f][f][f]x')  | too many ways",
        "[1..9999].$match($$.s, /(a?){1,900}$/)                         | too many characters",
        "[1..99].$contains($pad('', 16000, 'a'), $pad('b', -8000, 'a')) | too many characters",
        "[1..99].$split($pad('', 16000, 'a'), $pad('b', -8000, 'a')) | too many characters",
        "[1..99].$replace($pad('', 16000, 'a'), $pad('b', -8000, 'a'), '') | too many characters",
        "[1..99].$substringBefore($pad('', 16000, 'a'), $pad('b', -8000, 'a')) | too many",
        "[1..99].$substringAfter($pad('', 16000, 'a'), $pad('b', -8000, 'a')) | too many",
        "$match($pad('', 9000, 'a'), /()()()()()()()()a/)                | more than 20000 values",
        "$replace($pad('', 999, 'a'), /a+/, $pad('', 999, '$0'))         | a text of",
        "/a/(s)                                                         | not as a function",
        "$map([s], /^(a+)+$/)                                           | not as a function",
        "s ~> /^(a+)+$/                                                 | not as a function",
        "$eval('1')                                                     | $eval is not given",
        "$random()                                                      | $random is not given",
        "$shuffle([1, 2])                                               | $shuffle is not given",
      })
  void stopsWhatGoesOnForEverOrBuildsTooMuch(String source, String words) {
    assertThat(faults(source, "{\"s\":\"" + "a".repeat(60) + "!\"}"))
        .singleElement()
        .satisfies(fault ->
            assertThat(fault.detail()).contains("the expression was stopped").contains(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$contains(s, /^(a+)+$/)",
        "$contains(s, /(x+x+)+y|(a|aa)+$/)",
        "$contains(s, /(a*)*b/)",
        "$contains(s, /(.*)*!!/)",
        "$contains(s, /(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)x/)",
        "$contains(s, /((){100}){20}b/)",
      })
  void matchesRegularExpressionsWithoutBacktracking(String source) {
    assertThat(
            readings(
                "{\"values\":{\"v\":" + source + "}}", "{\"s\":\"" + "a".repeat(4000) + "!\"}"))
        .extracting(Reading::result)
        .containsExactly(new Result.Flag(false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$match(a, /((a{100}){100}){100}/) | more than 10000 parts",
        "$match(a, /(?=b)a/)               | without look-around and back references",
        "$match(a, /(a)\\1/)               | without look-around and back references",
        "$match(a, /\u1c80/i)             | ignores case",
        "$match(a, /[b-\u2000]/i)         | ignores case",
        "$match(a, /[b-\\x{1C88}]/i)      | ignores case",
        "$match(a, /(?im)[b-\u1c81]/)     | ignores case",
        "$match(a, /(\\pL[\\p{L}]){99}x/) | more than 10000 parts",
      })
  void refusesRegularExpressions(String source, String words) {
    assertThat(JsonataDecoder.compile(source))
        .isInstanceOfSatisfying(
            JsonataDecoder.Broken.class,
            broken -> {
              assertThat(broken.fault().detail()).contains(words);
              assertThat(broken.fault().place()).isEqualTo("line 1, column 12");
            });
  }

  @Test
  void boundsRegularExpressionsAllTogether() {
    String large = "/a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}g{1000}h{1000}i{1000}/, ";

    assertRefused("[" + large.repeat(3) + "1]", "more than 20000 parts together");
    assertRefused(
        "[" + "/a/, ".repeat(RegexLiterals.MAX) + "/^(a+)+$/('aaaa!')]",
        "more than 1000 regular expressions");
    assertRefused("/(".repeat(32_000), "too many slashes without a closing one");
  }

  private static void assertRefused(String source, String words) {
    assertThat(JsonataDecoder.compile(source))
        .isInstanceOfSatisfying(
            JsonataDecoder.Broken.class,
            broken -> assertThat(broken.fault().detail()).contains(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "($__evaluate_entry := nothing; $f := function(){ $f() }; $f())",
        "function($__evaluate_entry){ 1 }()",
        "items@$__evaluate_exit.x",
        "$\uE000",
        "function($a, $b)<n+n+:n>{ 1 }(1, 2)",
        "function($a) < n+n+ : n > { 1 }(1, 2)",
      })
  void refusesWhatWouldLeadOutOfTheBounds(String source) {
    assertThat(JsonataDecoder.compile(source))
        .isInstanceOfSatisfying(
            JsonataDecoder.Broken.class,
            broken -> assertThat(broken.fault().detail()).isEqualTo(ForbiddenWords.WHY));
  }

  @Test
  void takesComparisonsBehindParentheses() {
    assertThat(readings("{\"values\":{\"v\":(n) < 2 + 1 ? 1 : 0}}", "{\"n\":2}")).hasSize(1);
  }

  @Test
  void keepsTheMessagesOfManyThreadsApart() throws Exception {
    JsonataDecoder decoder =
        decoder(
            "($f := function($x){ $x < 1 ? v : $f($x - 1) };"
                + " {\"values\":{\"a\":$f(20), \"b\":$string($$.v), \"c\":$match(t, /[0-9]+/).match}})");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Result>>> answers = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String message = "{\"v\":" + i + ",\"t\":\"no-" + i + "\"}";
        answers.add(
            threads.submit(
                () -> results(decoder.decode(payload(message), ContentFormat.JSON, RECEIVED_AT))));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get())
            .containsExactly(
                new Result.Quantity(i),
                new Result.State(Integer.toString(i)),
                new Result.State(Integer.toString(i)));
      }
    }
  }

  private static List<Result> results(Decoded decoded) {
    return decoded instanceof Decoded.Readings(List<Reading> readings, _)
        ? readings.stream().map(Reading::result).toList()
        : List.of();
  }

  private static JsonataDecoder decoder(String source) {
    return switch (JsonataDecoder.compile(source)) {
      case JsonataDecoder.Ready(JsonataDecoder decoder) -> decoder;
      case JsonataDecoder.Broken(Fault fault) -> throw new AssertionError(fault);
    };
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Decoded decode(String source, String text) {
    Decoded decoded = decoder(source).decode(payload(text), ContentFormat.JSON, RECEIVED_AT);
    WholeAnswers.check(decoded);
    return decoded;
  }

  private static List<Reading> readings(String source, String text) {
    Decoded decoded = decode(source, text);
    if (decoded instanceof Decoded.Readings(List<Reading> readings, _)) {
      return readings;
    }
    throw new AssertionError(decoded);
  }

  private static List<Fault> faults(String source, String text) {
    Decoded decoded = decode(source, text);
    if (decoded instanceof Decoded.Undecodable(List<Fault> faults)) {
      return faults;
    }
    throw new AssertionError(decoded);
  }
}
