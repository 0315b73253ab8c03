package city.veedel.decode.binary;

import city.veedel.decode.codec.CodecResult;
import java.util.List;

/**
 * A decoding with every step to it.
 *
 * @param fields in the order of reading; up to the first fault where the payload is not decodable
 */
public record Explanation(CodecResult result, List<FieldTrace> fields) {
  public Explanation {
    fields = List.copyOf(fields);
  }
}
