package city.veedel.decode.senml;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.WholeAnswers;
import city.veedel.model.Payload;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;

/** Any bytes as a SenML pack: readings or faults. */
class SenmlFuzzTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00.000001Z");

  private final SenmlDecoder decoder = new SenmlDecoder();

  @FuzzTest
  void givesReadingsOrFaultsForAnyJson(byte[] pack) {
    WholeAnswers.check(decoder.decode(Payload.wrap(pack), ContentFormat.SENML_JSON, RECEIVED_AT));
  }

  @FuzzTest
  void givesReadingsOrFaultsForAnyCbor(byte[] pack) {
    WholeAnswers.check(decoder.decode(Payload.wrap(pack), ContentFormat.SENML_CBOR, RECEIVED_AT));
  }
}
