package city.veedel.decode.senml;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Faults;
import city.veedel.decode.document.Pointer;
import city.veedel.decode.document.Text;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of one pack, record by record, with the base fields as they stand at each (RFC 8428,
 * section 4.1). Unknown fields are passed over, except those whose label ends in {@code _}, which
 * must be understood (section 4.4).
 */
final class SenmlPack {
  static final int MAX_RECORDS = 10_000;

  /** The version RFC 8428 defines; greater ones may mean something else. */
  private static final int VERSION = 10;

  private final JsonParser parser;
  private final Syntax syntax;
  private final Faults faults;
  private final List<Resolved> resolved = new ArrayList<>();

  private String baseName = "";
  private double baseTime;
  private String baseUnit = "";
  private @Nullable Double baseValue;
  private @Nullable Double baseSum;

  SenmlPack(JsonParser parser, Syntax syntax, Faults faults) {
    this.parser = parser;
    this.syntax = syntax;
    this.faults = faults;
  }

  List<Resolved> read() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      add(RefusalReason.PAYLOAD_MALFORMED, "", "the payload is empty; a SenML pack was expected");
      return resolved;
    }
    if (first != JsonToken.START_ARRAY) {
      wrong("", shown() + " is no SenML pack; expected an array of records");
      parser.skipChildren();
    } else {
      readRecords();
    }
    if (parser.nextToken() != null) {
      add(RefusalReason.PAYLOAD_MALFORMED, "", "more follows after the end of the pack");
    }
    return resolved;
  }

  private void readRecords() throws IOException {
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      String at = Pointer.element("", index);
      if (index == MAX_RECORDS) {
        wrong(at, "the pack has more than " + MAX_RECORDS + " records; send it in parts");
        throw new Faults.TooMany();
      }
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        readRecord(at);
      } else {
        wrong(at, shown() + " is no record; expected an object");
        parser.skipChildren();
      }
    }
  }

  private void readRecord(String at) throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    Resolved.Place place =
        new Resolved.Place(
            at,
            syntax.hasLines() ? start.getLineNr() : 0,
            syntax.hasLines() ? start.getColumnNr() : 0);
    Fields fields = new Fields();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Label label = syntax == Syntax.CBOR ? Label.inCbor(key) : Label.inJson(key);
      String fieldAt = Pointer.member(at, label == null ? key : label.text());
      if (label == null && key.endsWith("_")) {
        wrong(fieldAt, Text.quoted(key) + " must be understood (RFC 8428, 4.4), and is not");
      } else if (label != null && !fields.seen.add(label)) {
        wrong(fieldAt, Text.quoted(label.text()) + " is there twice");
        label = null;
      }
      parser.nextToken();
      if (label == null) {
        parser.skipChildren();
      } else {
        readField(label, fields, fieldAt);
      }
    }
    resolve(fields, place);
  }

  private void readField(Label label, Fields fields, String at) throws IOException {
    switch (label) {
      case BASE_VERSION -> readVersion(at);
      case BASE_NAME -> baseName = readText(at, baseName);
      case BASE_TIME -> baseTime = readNumber(at, baseTime);
      case BASE_UNIT -> baseUnit = readText(at, baseUnit);
      case BASE_VALUE -> baseValue = readNumber(at, 0);
      case BASE_SUM -> baseSum = readNumber(at, 0);
      case NAME -> fields.name = readText(at, "");
      case UNIT -> fields.unit = readText(at, "");
      case TIME -> fields.time = readNumber(at, 0);
      case UPDATE_TIME -> readNumber(at, 0);
      case SUM -> fields.sum = readNumber(at, 0);
      case VALUE -> fields.number = readNumber(at, 0);
      case STRING_VALUE -> fields.other = readState(at);
      case BOOLEAN_VALUE -> fields.other = readFlag(at);
      case DATA_VALUE -> {
        wrong(at, "binary values (vd) are not stored; expected v, vs or vb");
        fields.isRefused = true;
        parser.skipChildren();
      }
    }
  }

  private void readVersion(String at) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != JsonParser.NumberType.INT
        || parser.getIntValue() < 1
        || parser.getIntValue() > VERSION) {
      wrong(at, shown() + " is no version that is read; expected 1 to " + VERSION);
      parser.skipChildren();
    }
  }

  private String readText(String at, String otherwise) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    wrong(at, shown() + " is no text");
    parser.skipChildren();
    return otherwise;
  }

  private double readNumber(String at, double otherwise) throws IOException {
    if (parser.currentToken().isNumeric()) {
      // Adding 0.0 turns -0.0 into 0.0, so that a value sent again is the same value.
      double number = parser.getDoubleValue() + 0.0;
      if (Double.isFinite(number)) {
        return number;
      }
    }
    wrong(at, shown() + " is no finite number");
    parser.skipChildren();
    return otherwise;
  }

  private @Nullable Result readState(String at) throws IOException {
    String state = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
    if (state != null
        && state.length() <= Result.State.MAX_LENGTH
        && state.indexOf('\0') < 0
        && Text.isWellFormed(state)) {
      return new Result.State(state);
    }
    wrong(
        at,
        shown()
            + " is no state; expected text without U+0000 of at most "
            + Result.State.MAX_LENGTH
            + " characters");
    parser.skipChildren();
    return null;
  }

  private @Nullable Result readFlag(String at) throws IOException {
    if (parser.currentToken().isBoolean()) {
      return new Result.Flag(parser.getBooleanValue());
    }
    wrong(at, shown() + " is no boolean");
    parser.skipChildren();
    return null;
  }

  private void resolve(Fields fields, Resolved.Place place) throws IOException {
    int values = fields.countValues();
    if (values > 1) {
      wrong(place.pointer(), "the record has " + values + " values; expected one of v, vs, vb");
      return;
    }
    boolean hasSum = fields.seen.contains(Label.SUM);
    if (fields.isRefused || fields.isBaseOnly()) {
      return;
    }
    Result value = fields.other;
    if (fields.seen.contains(Label.VALUE)) {
      value = quantity(fields.number + (baseValue == null ? 0 : baseValue), place);
    } else if (values == 0 && baseValue != null) {
      value = quantity(baseValue, place);
    } else if (values == 0 && !hasSum && baseSum == null) {
      wrong(place.pointer(), "the record has no value; expected v, vs, vb or s");
      return;
    }
    boolean isNumeric = fields.other == null;
    double sum =
        hasSum || baseSum != null && isNumeric
            ? fields.sum + (baseSum == null ? 0 : baseSum)
            : Double.NaN;
    String unit = fields.seen.contains(Label.UNIT) ? fields.unit : baseUnit;
    resolved.add(
        new Resolved(baseName + fields.name, unit, baseTime + fields.time, value, sum, place));
  }

  private @Nullable Result quantity(double value, Resolved.Place place) throws IOException {
    if (Double.isFinite(value)) {
      return new Result.Quantity(value + 0.0);
    }
    wrong(place.pointer(), "the base value and the value together are no finite number");
    return null;
  }

  private void wrong(String at, String detail) throws IOException {
    add(RefusalReason.VALUE_INVALID, at, detail);
  }

  private void add(RefusalReason reason, String at, String detail) throws IOException {
    JsonLocation location = parser.currentTokenLocation();
    boolean hasLines = syntax.hasLines();
    faults.add(
        new Fault(
            reason,
            detail,
            at,
            hasLines ? location.getLineNr() : 0,
            hasLines ? location.getColumnNr() : 0));
  }

  /** The present token, as a person would call it. */
  private String shown() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_EMBEDDED_OBJECT -> "a byte string";
      case VALUE_STRING -> Text.quoted(parser.getText());
      default -> Text.printable(parser.getText());
    };
  }

  /** The fields of the record being read. */
  private static final class Fields {
    final Set<Label> seen = EnumSet.noneOf(Label.class);
    String name = "";
    String unit = "";
    double time;
    double sum;
    double number;
    @Nullable Result other;
    boolean isRefused;

    int countValues() {
      int count = 0;
      for (Label label :
          List.of(Label.VALUE, Label.STRING_VALUE, Label.BOOLEAN_VALUE, Label.DATA_VALUE)) {
        count += seen.contains(label) ? 1 : 0;
      }
      return count;
    }

    /** Such a record sets what follows and says nothing itself, as in RFC 8428, section 5.1.7. */
    boolean isBaseOnly() {
      return seen.stream().allMatch(Label::isBase);
    }
  }
}
