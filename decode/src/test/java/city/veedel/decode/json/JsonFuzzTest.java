package city.veedel.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Reading;
import city.veedel.decode.WholeAnswers;
import city.veedel.model.Payload;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;

/** Any bytes as a message of the platform's own JSON: readings or faults, the same on both ways. */
class JsonFuzzTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00.000001Z");

  private final PlainMessages plainMessages = new PlainMessages();
  private final JsonDecoder decoder = new JsonDecoder();

  @FuzzTest
  void givesReadingsOrFaultsAndTheSameOnBothWays(byte[] message) {
    Decoded thorough = JsonDecoder.decodeThoroughly(Payload.wrap(message));
    WholeAnswers.check(thorough);
    List<Reading> plain = plainMessages.read(message);
    if (plain != null) {
      assertThat(new Decoded.Readings(plain)).isEqualTo(thorough);
    }
    assertThat(decoder.decode(Payload.wrap(message), ContentFormat.JSON, RECEIVED_AT))
        .isEqualTo(thorough);
  }
}
