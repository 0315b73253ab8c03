package city.veedel.decode.binary;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Faults;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes what is written in the document of what stands in the bytes. */
final class Presenter {
  /** From a time to its epoch, and from that to 1970: 34,000 years, far inside of what ISO has. */
  static final long MAX_SECONDS = 1L << 40;

  private static final int NAMES_SHOWN = 12;

  private final List<Fault> faults;
  private final List<String> warnings;

  Presenter(List<Fault> faults, List<String> warnings) {
    this.faults = faults;
    this.warnings = warnings;
  }

  /**
   * @param offset of the value in the payload, for faults
   */
  JsonNode show(Presentation presentation, Raw raw, String name, int offset) {
    return switch (presentation) {
      case Presentation.Numeric(Arithmetic arithmetic) -> show(arithmetic, raw, name, offset);
      case Presentation.Flag _ -> BooleanNode.valueOf(raw.number() != 0);
      case Presentation.Names names -> show(names, (Raw.Whole) raw, name, offset);
      case Presentation.Time time -> show(time, (Raw.Whole) raw, name, offset);
      case Presentation.Characters _ -> TextNode.valueOf(raw.text());
    };
  }

  private JsonNode show(Arithmetic arithmetic, Raw raw, String name, int offset) {
    if (arithmetic.equals(Arithmetic.NONE) && raw instanceof Raw.Whole whole) {
      return whole.json();
    }
    double value = arithmetic.apply(raw.number());
    if (!Double.isFinite(value)) {
      if (warnings.size() < Faults.MAX) {
        warnings.add(name + " at byte " + offset + " is no number (" + value + "); null is kept");
      }
      return NullNode.instance;
    }
    // Adding zero makes -0.0 the zero that everybody expects.
    return DoubleNode.valueOf(value + 0.0);
  }

  private JsonNode show(Presentation.Names names, Raw.Whole raw, String name, int offset) {
    String text = names.names().get(raw.bits());
    if (text == null) {
      text = names.otherwise();
    }
    if (text != null) {
      return TextNode.valueOf(text);
    }
    note(
        () ->
            name
                + " is "
                + raw.text()
                + "; the table has names for "
                + names.names().keySet().stream()
                    .sorted()
                    .limit(NAMES_SHOWN)
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ")),
        offset);
    return NullNode.instance;
  }

  private JsonNode show(Presentation.Time time, Raw.Whole raw, String name, int offset) {
    if (raw.isBeyondLong() || raw.bits() > MAX_SECONDS || raw.bits() < -MAX_SECONDS) {
      note(() -> name + " is no time: " + raw.text() + " seconds", offset);
      return NullNode.instance;
    }
    return TextNode.valueOf(time.epoch().plusSeconds(raw.bits()).toString());
  }

  /** A fault after which reading can go on; its words are made only where there is room for it. */
  private void note(Supplier<String> detail, int offset) {
    // One place stays free for the fault that ends the reading.
    if (faults.size() < Faults.MAX - 1) {
      faults.add(Fault.atByte(RefusalReason.VALUE_INVALID, detail.get(), offset));
    }
  }
}
