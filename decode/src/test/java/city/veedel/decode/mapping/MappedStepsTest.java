package city.veedel.decode.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Mappings and messages that would make a city of values: what is looked at is counted. */
class MappedStepsTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");
  private static final int LARGEST_PAYLOAD = 65_536;

  @Test
  void valuesOfAllFieldsTogetherAreCountedWhileTheyAreFound() {
    String message = array("{\"a\":1}");

    assertThat(faults(message, fields(200, i -> "/a")))
        .extracting(Fault::detail)
        .containsExactly("the message has more than 10000 values; send it in parts");
    assertThat(faults("{\"a\":" + array("1", LARGEST_PAYLOAD - 10) + "}", fields(500, i -> "/a/*")))
        .extracting(Fault::detail)
        .containsExactly("the message has more than 10000 values; send it in parts");
  }

  @Test
  void looksThatFindNothingAreCounted() {
    assertThat(faults(array("{}"), fields(200, i -> "/f" + i)))
        .extracting(Fault::detail)
        .containsExactly(
            "the mapping looks at more than 200000 places of this message; send it in parts, or"
                + " map fewer fields");
  }

  @Test
  void anElementByItsIndexIsOneLook() {
    List<Reading> readings =
        readings(
            "{\"m\":" + array("1", LARGEST_PAYLOAD - 10) + "}", fields(500, i -> "/m/" + i * 50));

    assertThat(readings).hasSize(500);
    assertThat(readings.getLast().pointer()).isEqualTo("/m/24950");
  }

  @Test
  void aFullBatchOfFifteenFieldsIsReadWithinTheLooks() {
    StringBuilder message = new StringBuilder("[");
    for (int i = 0; i < 400; i++) {
      message.append(i == 0 ? "" : ",").append("{\"t\":").append(i);
      for (int field = 0; field < 15; field++) {
        message.append(",\"f").append(field).append("\":1");
      }
      message.append('}');
    }
    List<FieldMapping> fields = new ArrayList<>(fields(15, i -> "/f" + i));
    fields.add(new FieldMapping("/t", new PropertyName("time"), "s"));

    assertThat(readings(message.append(']').toString(), fields)).hasSize(6_000);
  }

  @Test
  void namesOfWhatIsNotMappedAreNotWrittenWithoutEnd() {
    String name = "n".repeat(250);
    String open = ("{\"" + name + "\":").repeat(25);
    String message =
        "{\"v\":1,\"deep\":" + open + "[" + "{},".repeat(19_000) + "{}]" + "}".repeat(26);

    assertThat(readings(message, fields(1, i -> "/v"))).hasSize(1);
  }

  @Test
  void theLinesOfFaultsInADeepDocumentAreFound() {
    String open = ("{\"" + "n".repeat(250) + "\":").repeat(25);
    String message =
        "{\"deep\":" + open + "[" + "{},".repeat(19_000) + "{}]" + "}".repeat(25) + ",\n\"v\":[]}";

    assertThat(faults(message, fields(1, i -> "/v")))
        .extracting(Fault::place)
        .containsExactly("/v (line 2, column 5)");
  }

  @Test
  void aFieldIsShort() {
    assertThatThrownBy(() ->
            decoder(List.of(new FieldMapping("/" + "n".repeat(512), new PropertyName("a"), ""))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a field has at most 512 characters, has 513");
  }

  private static String array(String element) {
    return array(element, LARGEST_PAYLOAD);
  }

  /** Of as many elements as there is room for. */
  private static String array(String element, int bytes) {
    int count = (bytes - 1) / (element.length() + 1);
    return "[" + (element + ",").repeat(count - 1) + element + "]";
  }

  private static List<FieldMapping> fields(int count, IntFunction<String> pointer) {
    return IntStream.range(0, count)
        .mapToObj(i -> new FieldMapping(pointer.apply(i), new PropertyName("p" + i), ""))
        .toList();
  }

  private static MappedDecoder decoder(List<FieldMapping> fields) {
    return MappedDecoder.of(Envelope.NONE, new DocumentCodec(), fields);
  }

  private static Decoded decode(String message, List<FieldMapping> fields) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    assertThat(bytes).hasSizeLessThanOrEqualTo(LARGEST_PAYLOAD);
    return decoder(fields).decode(Payload.wrap(bytes), ContentFormat.JSON, RECEIVED_AT);
  }

  private static List<Reading> readings(String message, List<FieldMapping> fields) {
    Decoded decoded = decode(message, fields);
    assertThat(decoded).isInstanceOf(Decoded.Readings.class);
    return ((Decoded.Readings) decoded).readings();
  }

  private static List<Fault> faults(String message, List<FieldMapping> fields) {
    Decoded decoded = decode(message, fields);
    assertThat(decoded).isInstanceOf(Decoded.Undecodable.class);
    return ((Decoded.Undecodable) decoded).faults();
  }
}
