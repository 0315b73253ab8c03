package city.veedel.decode.senml;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import java.time.Instant;
import java.util.List;

/** Reads SenML packs. */
public final class SenmlDecoder implements Decoder {
  @Override
  public Decoded decode(Payload payload, ContentFormat format, Instant receivedAt) {
    return new Decoded.Undecodable(
        List.of(new Fault(RefusalReason.FORMAT_UNSUPPORTED, "SenML is not read yet", "", 0, 0)));
  }
}
