package city.veedel.script;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.CodecResult.Document;
import city.veedel.decode.codec.CodecResult.Undecodable;
import city.veedel.decode.document.Documents;
import city.veedel.decode.document.Text;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sandbox.js} answered, in this platform's words. The script had its hands on some of
 * it, so nothing is taken for granted.
 */
final class Answers {
  /**
   * A frame of a vendor's script, as QuickJS writes it into {@code Error.stack}. Calls and throws
   * have their own place; reading a member of null or undefined may have that of the statement or
   * function around it.
   */
  private static final Pattern PLACE = Pattern.compile("<input>:(\\d{1,9}):(\\d{1,9})");

  private Answers() {}

  static CodecResult of(JsonNode answer) {
    return switch (answer.path("kind").asText()) {
      case "data" -> document(answer);
      case "errors" -> new Undecodable(errors(answer.path("errors")));
      case "thrown" -> failed("the decoder failed", answer);
      case "value" ->
          undecodable(
              RefusalReason.VALUE_INVALID, subject(answer) + " " + detail(answer), pointer(answer));
      default ->
          undecodable(
              RefusalReason.PAYLOAD_MALFORMED,
              detail(answer) + "; a decoder returns an object of named values",
              "");
    };
  }

  /** Why a script cannot be used, or empty if it can. */
  static Optional<Fault> objection(JsonNode answer) {
    return switch (answer.path("kind").asText()) {
      case "compiled" -> Optional.empty();
      case "source" ->
          Optional.of(
              fault(
                  RefusalReason.FORMAT_UNSUPPORTED,
                  "the decoder cannot be read" + place(answer) + ": " + detail(answer),
                  ""));
      default ->
          Optional.of(
              fault(
                  RefusalReason.FORMAT_UNSUPPORTED,
                  "the decoder defines none of decodeUplink(input), Decoder(bytes, port) and"
                      + " Decode(fPort, bytes, variables)",
                  ""));
    };
  }

  static Undecodable undecodable(RefusalReason reason, String detail, String pointer) {
    return new Undecodable(List.of(fault(reason, detail, pointer)));
  }

  private static Fault fault(RefusalReason reason, String detail, String pointer) {
    return new Fault(reason, detail, pointer, 0, 0);
  }

  private static CodecResult document(JsonNode answer) {
    JsonNode data = answer.path("data");
    if (!data.isObject() && !isListOfObjects(data)) {
      return undecodable(
          RefusalReason.PAYLOAD_MALFORMED,
          "the decoder returned neither an object nor an array of objects",
          "");
    }
    if (isDeeper(data, Documents.MAX_DEPTH)) {
      return undecodable(
          RefusalReason.VALUE_INVALID,
          "what the decoder returned is nested deeper than " + Documents.MAX_DEPTH,
          "");
    }
    List<String> warnings = new ArrayList<>();
    answer.path("warnings").forEach(warning -> warnings.add(Text.printable(warning.asText())));
    return new Document(data, warnings);
  }

  private static boolean isListOfObjects(JsonNode data) {
    if (!data.isArray() || data.isEmpty()) {
      return false;
    }
    for (JsonNode element : data) {
      if (!element.isObject()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDeeper(JsonNode node, int levels) {
    if (!node.isContainerNode()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode child : node) {
      if (isDeeper(child, levels - 1)) {
        return true;
      }
    }
    return false;
  }

  private static List<Fault> errors(JsonNode texts) {
    List<Fault> faults = new ArrayList<>();
    for (JsonNode text : texts) {
      faults.add(
          fault(
              RefusalReason.PAYLOAD_MALFORMED,
              "the decoder says: " + Text.printable(text.asText()),
              ""));
    }
    return faults;
  }

  private static CodecResult failed(String what, JsonNode answer) {
    return undecodable(
        RefusalReason.PAYLOAD_MALFORMED, what + place(answer) + ": " + detail(answer), "");
  }

  private static String place(JsonNode answer) {
    Matcher place = PLACE.matcher(answer.path("stack").asText());
    return place.find() ? " at line " + place.group(1) + ", column " + place.group(2) : "";
  }

  private static String subject(JsonNode answer) {
    String pointer = pointer(answer);
    String place =
        pointer.isEmpty() ? "what the decoder returned" : "what the decoder returned at " + pointer;
    return answer.path("isWithin").asBoolean() ? "a value within " + place : place;
  }

  private static String pointer(JsonNode answer) {
    return Text.printable(answer.path("pointer").asText());
  }

  private static String detail(JsonNode answer) {
    return Text.printable(answer.path("detail").asText());
  }
}
