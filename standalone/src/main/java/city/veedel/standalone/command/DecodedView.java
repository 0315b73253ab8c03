package city.veedel.standalone.command;

import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Notes;
import city.veedel.decode.Reading;
import city.veedel.model.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a decoder made of a payload, as lines for people or fields for programs. */
final class DecodedView {
  private DecodedView() {}

  static Map<String, Object> fields(Decoded decoded) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "readings",
        decoded instanceof Decoded.Readings(List<Reading> readings, _)
            ? readings.stream().map(DecodedView::fields).toList()
            : List.of());
    fields.put(
        "faults",
        decoded instanceof Decoded.Undecodable(List<Fault> faults)
            ? faults.stream().map(DecodedView::fields).toList()
            : List.of());
    Notes notes = decoded instanceof Decoded.Readings(_, Notes given) ? given : Notes.NONE;
    fields.put("warnings", notes.warnings());
    fields.put("ignored", notes.ignored());
    fields.put("unmapped", notes.unmapped());
    fields.put("nothing", decoded instanceof Decoded.Nothing(String why) ? why : "");
    return fields;
  }

  static void show(Decoded decoded, Console console) {
    switch (decoded) {
      case Decoded.Readings(List<Reading> readings, Notes notes) -> {
        console.table(
            List.of("POINTER", "THING", "PROPERTY", "RESULT", "UNIT", "TIME"),
            readings.stream().map(DecodedView::cells).toList());
        show(notes, console);
      }
      case Decoded.Nothing(String why) -> console.line(printable("Nothing to store: " + why));
      case Decoded.Undecodable(List<Fault> faults) ->
          faults.forEach(fault ->
              console.line(
                  printable(
                      fault.place() + ": " + fault.detail() + " [" + fault.reason().code() + "]")));
    }
  }

  private static void show(Notes notes, Console console) {
    notes.warnings().forEach(warning -> console.line(printable("Warning: " + warning)));
    if (!notes.unmapped().isEmpty()) {
      console.line(printable("Not mapped: " + String.join(", ", notes.unmapped())));
    }
    if (!notes.ignored().isEmpty()) {
      console.line(printable("Ignored: " + String.join(", ", notes.ignored())));
    }
  }

  /** Text of a device on a terminal: no control characters, no escape sequences. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }

  private static List<String> cells(Reading reading) {
    return Stream.of(
            reading.pointer(),
            reading.thing().isEmpty() ? "(own)" : reading.thing(),
            reading.property().value(),
            String.valueOf(value(reading.result())),
            reading.unit(),
            reading.time() == null ? "(receipt)" : reading.time().toString())
        .map(DecodedView::printable)
        .toList();
  }

  private static Map<String, @Nullable Object> fields(Reading reading) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("pointer", reading.pointer());
    fields.put("thing", reading.thing());
    fields.put("property", reading.property().value());
    fields.put("result", value(reading.result()));
    fields.put("unit", reading.unit());
    fields.put("time", reading.time() == null ? null : reading.time().toString());
    return fields;
  }

  private static Map<String, Object> fields(Fault fault) {
    return Map.of(
        "code", fault.reason().code(),
        "detail", fault.detail(),
        "pointer", fault.pointer(),
        "line", fault.line(),
        "column", fault.column());
  }

  private static @Nullable Object value(Result result) {
    return switch (result) {
      case Result.Quantity quantity -> quantity.value();
      case Result.Flag flag -> flag.value();
      case Result.State state -> state.value();
      case Result.Missing missing -> null;
    };
  }
}
