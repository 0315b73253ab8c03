package city.veedel.decode.codec;

import city.veedel.decode.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a codec makes of an uplink. */
public sealed interface CodecResult {
  /**
   * Named fields, in the vendor's words.
   *
   * @param data an object, or an array of objects where one message holds several measurements
   * @param warnings what the codec found odd but readable; the values are stored all the same
   */
  record Document(JsonNode data, List<String> warnings) implements CodecResult {
    public Document {
      warnings = List.copyOf(warnings);
    }

    public Document(JsonNode data) {
      this(data, List.of());
    }
  }

  /** At least one fault; nothing of the uplink is stored. */
  record Undecodable(List<Fault> faults) implements CodecResult {
    public Undecodable {
      faults = List.copyOf(faults);
    }
  }
}
