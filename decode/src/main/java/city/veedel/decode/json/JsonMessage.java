package city.veedel.decode.json;

import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Faults;
import city.veedel.decode.document.Pointer;
import city.veedel.decode.document.Text;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of one message, token by token. After a fault it goes on behind the wrong value, so
 * that a sender learns of all of them at once.
 */
final class JsonMessage {
  static final int MAX_VALUES = 10_000;
  static final int MAX_THING_LENGTH = 128;

  private final JsonParser parser;
  private final Faults faults;
  private final List<Reading> readings = new ArrayList<>();
  private int values;

  JsonMessage(JsonParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  List<Reading> readings() {
    return readings;
  }

  void read() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      add(RefusalReason.PAYLOAD_MALFORMED, "", "the payload is empty; a JSON message was expected");
      return;
    }
    if (first == JsonToken.START_OBJECT) {
      readMessage("");
    } else if (first == JsonToken.START_ARRAY) {
      readBatch();
    } else {
      wrong(
          "", shown() + " is no message; expected {\"time\":…,\"values\":{…}} or an array of such");
    }
    if (parser.nextToken() != null) {
      add(
          RefusalReason.PAYLOAD_MALFORMED,
          "",
          "more follows after the end of the message; send several as one array");
    }
  }

  private void readBatch() throws IOException {
    int index = 0;
    for (; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      String at = Pointer.element("", index);
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        readMessage(at);
      } else {
        wrong(at, shown() + " is no message; expected {\"time\":…,\"values\":{…}}");
        parser.skipChildren();
      }
    }
    if (index == 0) {
      wrong("", "the array is empty; it must hold at least one message");
    }
  }

  private void readMessage(String at) throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    Set<Field> seen = EnumSet.noneOf(Field.class);
    Message message = new Message();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String fieldAt = Pointer.member(at, name);
      Field field = Field.find(name).orElse(null);
      if (field == null) {
        wrong(fieldAt, Text.quoted(name) + " is no field of a message; allowed: " + Field.NAMES);
        skipValue();
      } else if (!seen.add(field)) {
        wrong(fieldAt, Text.quoted(name) + " is there twice");
        skipValue();
      } else {
        parser.nextToken();
        readField(field, message, fieldAt);
      }
    }
    if (!seen.contains(Field.VALUES)) {
      faults.add(
          new Fault(
              RefusalReason.VALUE_INVALID,
              "\"values\" is missing; expected {\"values\":{\"<name>\":<value>}}",
              at,
              Math.max(start.getLineNr(), 0),
              Math.max(start.getColumnNr(), 0)));
    }
    message.addTo(readings);
  }

  private void readField(Field field, Message message, String at) throws IOException {
    switch (field) {
      case TIME -> message.time = readTime(at);
      case VALUES -> readValues(message.results, at);
      case THING -> message.thing = readThing(at);
      case LOCATION -> message.location = readLocation(at);
      case SEQUENCE -> message.sequence = readSequence(at);
    }
  }

  private @Nullable Instant readTime(String at) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      wrong(
          at,
          shown()
              + " is no time; expected RFC 3339 text such as "
              + Rfc3339.EXAMPLE
              + ", or no time where the device has no clock");
      parser.skipChildren();
      return null;
    }
    return switch (Rfc3339.read(parser.getText())) {
      case Rfc3339.Time(Instant instant) -> instant;
      case Rfc3339.Wrong(String detail) -> {
        wrong(at, detail);
        yield null;
      }
    };
  }

  private String readThing(String at) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String thing = parser.getText();
      if (!thing.isEmpty() && thing.length() <= MAX_THING_LENGTH && Text.isWellFormed(thing)) {
        return thing;
      }
    }
    wrong(at, shown() + " is no thing; expected text of 1 to " + MAX_THING_LENGTH + " characters");
    parser.skipChildren();
    return "";
  }

  private long readSequence(String at) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() >= 0) {
      return parser.getLongValue();
    }
    wrong(at, shown() + " is no sequence; expected a whole number from 0 to " + Long.MAX_VALUE);
    parser.skipChildren();
    return Observation.NO_SEQUENCE;
  }

  private @Nullable Location readLocation(String at) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      wrong(at, shown() + " is no location; expected [longitude, latitude] in degrees");
      parser.skipChildren();
      return null;
    }
    double[] degrees = new double[2];
    boolean right = true;
    int index = 0;
    for (; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      if (index < degrees.length) {
        right &= readDegrees(degrees, index, Pointer.element(at, index));
      } else {
        parser.skipChildren();
      }
    }
    if (index != degrees.length) {
      wrong(at, "the location has " + index + " elements; expected [longitude, latitude]");
      return null;
    }
    return right ? new Location(degrees[0], degrees[1]) : null;
  }

  private boolean readDegrees(double[] degrees, int index, String at) throws IOException {
    String name = index == 0 ? "longitude" : "latitude";
    int limit = index == 0 ? 180 : 90;
    if (parser.currentToken().isNumeric()) {
      degrees[index] = parser.getDoubleValue();
      if (Math.abs(degrees[index]) <= limit) {
        return true;
      }
    }
    wrong(
        at,
        String.join(
            "",
            shown(),
            " is no " + name + "; expected a number from -" + limit + " to " + limit,
            ", longitude first"));
    parser.skipChildren();
    return false;
  }

  private void readValues(Map<PropertyName, Value> results, String at) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      wrong(at, shown() + " holds no values; expected {\"<name>\":<value>}");
      parser.skipChildren();
      return;
    }
    boolean empty = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      empty = false;
      String name = parser.currentName();
      String valueAt = Pointer.member(at, name);
      requireRoom(valueAt);
      if (!PropertyName.isValid(name)) {
        wrong(
            valueAt,
            Text.quoted(name)
                + " is no property name; allowed: letters, digits and _ . : -, at most "
                + PropertyName.MAX_LENGTH
                + ", a letter or digit first");
        skipValue();
        continue;
      }
      PropertyName property = new PropertyName(name);
      if (results.containsKey(property)) {
        wrong(valueAt, Text.quoted(name) + " is there twice");
        skipValue();
        continue;
      }
      parser.nextToken();
      Result result = readResult(valueAt);
      if (result != null) {
        results.put(property, new Value(result, valueAt));
      }
    }
    if (empty) {
      wrong(at, "there are no values; expected at least one, null where there is none to report");
    }
  }

  private @Nullable Result readResult(String at) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        // Adding 0.0 turns -0.0 into 0.0, so that a value sent again is the same value.
        double number = parser.getDoubleValue() + 0.0;
        if (Double.isFinite(number)) {
          return new Result.Quantity(number);
        }
        wrong(at, shown() + " is no finite number; send null where there is no value");
      }
      case VALUE_STRING -> {
        String state = parser.getText();
        if (state.length() <= Result.State.MAX_LENGTH
            && state.indexOf('\0') < 0
            && Text.isWellFormed(state)) {
          return new Result.State(state);
        }
        wrong(
            at,
            shown()
                + " is no state; expected Unicode text without U+0000 of at most "
                + Result.State.MAX_LENGTH
                + " characters");
      }
      case VALUE_TRUE -> {
        return new Result.Flag(true);
      }
      case VALUE_FALSE -> {
        return new Result.Flag(false);
      }
      case VALUE_NULL -> {
        return Result.Missing.INSTANCE;
      }
      default -> {
        wrong(at, shown() + " is no number, boolean, state or null");
        parser.skipChildren();
      }
    }
    return null;
  }

  private void requireRoom(String at) throws IOException {
    if (++values > MAX_VALUES) {
      wrong(at, "the message has more than " + MAX_VALUES + " values; send it in parts");
      throw new Faults.TooMany();
    }
  }

  private void skipValue() throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  private void wrong(String at, String detail) throws IOException {
    add(RefusalReason.VALUE_INVALID, at, detail);
  }

  private void add(RefusalReason reason, String at, String detail) throws IOException {
    JsonLocation location = parser.currentTokenLocation();
    // A message in memory has no lines.
    faults.add(
        new Fault(
            reason,
            detail,
            at,
            Math.max(location.getLineNr(), 0),
            Math.max(location.getColumnNr(), 0)));
  }

  /** The present token, as a person would call it. */
  private String shown() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Text.quoted(parser.getText());
      default -> Text.printable(parser.getText());
    };
  }

  private record Value(Result result, String at) {}

  /** What is known of the message being read; its fields may come in any order. */
  private static final class Message {
    @Nullable Instant time;
    String thing = "";
    @Nullable Location location;
    long sequence = Observation.NO_SEQUENCE;
    final Map<PropertyName, Value> results = new LinkedHashMap<>();

    void addTo(List<Reading> readings) {
      results.forEach((property, value) ->
          readings.add(
              new Reading(
                  thing, property, time, sequence, value.result(), "", location, value.at())));
    }
  }
}
