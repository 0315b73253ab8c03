package city.veedel.decode.select;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeDecodersTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final List<FieldMapping> T =
      List.of(new FieldMapping("/t", new PropertyName("temperature"), "Cel"));

  private final TypeDecoders decoders = new TypeDecoders((_, source) -> new Script(source));

  /** Gives its own length as the field t; wrong if it says so. */
  private record Script(String source) implements SourcedCodec {
    @Override
    public Optional<Fault> check() {
      return source.startsWith("wrong")
          ? Optional.of(new Fault(RefusalReason.FORMAT_UNSUPPORTED, "it says so", "", 1, 1))
          : Optional.empty();
    }

    @Override
    public CodecResult decode(Uplink uplink) {
      return new CodecResult.Document(
          JsonNodeFactory.instance.objectNode().put("t", source.length()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "document    |                                                | {\"t\":21}",
        "field-table | {\"fields\":[{\"name\":\"t\",\"type\":\"uint8\"}]} | '\u0015'",
        "javascript  | 21 characters long ..                          | anything",
      })
  void aCodecsFieldsGoThroughTheMapping(String decoder, String source, String payload) {
    DeviceType type = type(decoder, 1, source == null ? "" : source, T);

    assertThat(results(type, payload)).containsExactly(new Result.Quantity(21));
  }

  @Test
  void anExpressionNamesThePropertiesItself() {
    DeviceType type = type("jsonata", 1, "{\"values\":{\"temperature\":t/10}}", List.of());

    assertThat(results(type, "{\"t\":210}")).containsExactly(new Result.Quantity(21));
    assertThat(decoders.of(type).isQuick()).isFalse();
  }

  @Test
  void whatNeedsNoMakingIsReadyAndQuick() {
    assertThat(decoders.findReady(type("json", 1, "", List.of())))
        .hasValueSatisfying(ready -> assertThat(ready.isQuick()).isTrue());
  }

  @Test
  void aTypeThatCannotDecodeRefusesEveryMessageWithTheReason() {
    Decoded decoded = decode(type("javascript", 3, "wrong", T), "x");

    assertThat(decoded).isInstanceOf(Decoded.Undecodable.class);
    assertThat(((Decoded.Undecodable) decoded).faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault.reason()).isEqualTo(RefusalReason.FORMAT_UNSUPPORTED))
        .satisfies(fault ->
            assertThat(fault.detail())
                .contains("version 3 of the device type acme", "it says so", "/source (line 1"));
  }

  @ParameterizedTest
  @CsvSource({
    "magic, '', /decoder",
    "json, a script, /decoder",
    "cayenne-lpp, a script, /source",
    "jsonata, '(', /source",
    "javascript, wrong, /source",
    "formatted, '', /envelope",
    "document, '', /fields",
    "cayenne-lpp, '', /fields",
    "javascript, right, /fields",
    "field-table, 'fields: [{repeat: a, count: 9, fields: []}]', /source/fields/0/fields",
  })
  void whatIsWrongHasItsPlace(String decoder, String source, String pointer) {
    assertThat(decoders.compile(type(decoder, 1, source, List.of())))
        .isInstanceOfSatisfying(
            TypeDecoders.Broken.class,
            broken -> assertThat(broken.faults().getFirst().pointer()).startsWith(pointer));
  }

  private List<Result> results(DeviceType type, String payload) {
    Decoded decoded = decode(type, payload);
    assertThat(decoded).isInstanceOf(Decoded.Readings.class);
    return ((Decoded.Readings) decoded).readings().stream().map(Reading::result).toList();
  }

  private Decoded decode(DeviceType type, String payload) {
    return decoders
        .of(type)
        .decoder()
        .decode(
            Payload.wrap(payload.getBytes(StandardCharsets.UTF_8)), ContentFormat.UNDECLARED, NOON);
  }

  private static DeviceType type(
      String decoder, int version, String source, List<FieldMapping> fields) {
    return new DeviceType(
        "acme",
        "ACME",
        "",
        "",
        version,
        new Decoding(decoder, Envelope.NONE, source, fields),
        AcceptedTime.LIVE,
        false,
        false,
        0,
        Map.of());
  }
}
