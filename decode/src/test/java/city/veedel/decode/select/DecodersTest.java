package city.veedel.decode.select;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DecodersTest {
  private static final Payload NATIVE = text("{\"values\":{\"a\":1}}");
  private static final Payload SENML = text("[{\"n\":\"a\",\"v\":1}]");
  private static final Payload CBOR = Payload.wrap(HexFormat.of().parseHex("81a200616102f93e00"));

  private final Decoder json = Decoders.standard().find("json").orElseThrow();
  private final Decoder senml = Decoders.standard().find("senml").orElseThrow();

  @Test
  void knowsItsDecodersByName() {
    assertThat(Decoders.standard().names()).containsExactly("json", "senml");
    assertThat(Decoders.standard().find("xml")).isEmpty();
    assertThat(Decoders.standard().and("lpp", json).names())
        .containsExactly("json", "lpp", "senml");
  }

  @Test
  void readsByTheDeviceTypeWhereTheFormatLeavesItOpen() {
    assertThat(decode(json, NATIVE, ContentFormat.JSON)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(json, NATIVE, ContentFormat.UNDECLARED)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(senml, SENML, ContentFormat.JSON)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(senml, SENML, ContentFormat.UNDECLARED)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(senml, CBOR, ContentFormat.UNDECLARED)).isInstanceOf(Decoded.Readings.class);
  }

  @Test
  void readsSenmlOfEveryTypeWhereTheFormatSaysSo() {
    assertThat(decode(json, SENML, ContentFormat.SENML_JSON)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(json, CBOR, ContentFormat.SENML_CBOR)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(senml, SENML, ContentFormat.SENML_JSON)).isInstanceOf(Decoded.Readings.class);
    assertThat(decode(senml, CBOR, ContentFormat.SENML_CBOR)).isInstanceOf(Decoded.Readings.class);
  }

  @Test
  void saysWhichFormatsATypeTakes() {
    assertUnsupported(decode(json, CBOR, ContentFormat.CBOR), "application/cbor", "decoder json");
    assertUnsupported(
        decode(json, CBOR, ContentFormat.OCTETS), "octet-stream", "application/senml+cbor");
    assertUnsupported(decode(senml, CBOR, ContentFormat.CBOR), "application/cbor", "decoder senml");
    assertUnsupported(
        decode(senml, CBOR, ContentFormat.OCTETS), "octet-stream", "application/senml+json");
  }

  private static void assertUnsupported(Decoded decoded, String... expected) {
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Undecodable.class,
            undecodable -> {
              assertThat(undecodable.faults().getFirst().reason())
                  .isEqualTo(RefusalReason.FORMAT_UNSUPPORTED);
              assertThat(undecodable.faults().getFirst().detail()).contains(expected);
            });
  }

  private static Decoded decode(Decoder decoder, Payload payload, ContentFormat format) {
    return decoder.decode(payload, format, Instant.EPOCH);
  }

  private static Payload text(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
