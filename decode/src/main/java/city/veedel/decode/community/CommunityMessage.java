package city.veedel.decode.community;

import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Notes;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Faults;
import city.veedel.decode.document.Pointer;
import city.veedel.decode.document.Text;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One reading of one message. */
final class CommunityMessage {
  private static final String VALUES = "sensordatavalues";
  private static final int MAX_VALUES = 10_000;
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final long MAX_AGE_SECONDS = 366L * 86_400;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]++(?:\\.[0-9]*+)?(?:[eE][+-]?[0-9]{1,3})?");

  /** What the firmware writes for a sensor that does not answer. */
  private static final Set<String> NO_VALUE =
      Set.of("", "nan", "-nan", "inf", "-inf", "null", "none", "unknown", "unavailable");

  /** The API's times: UTC, without saying so. */
  private static final DateTimeFormatter API_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** A value whose name is known. */
  private record Value(ValueType type, ValueType.Meaning meaning, Result result, String at) {}

  /** What holds for all values of a measurement. */
  private record Frame(String thing, @Nullable Instant time, @Nullable Location location) {}

  private final Instant receivedAt;
  private final Faults faults = new Faults();
  private final List<Reading> readings = new ArrayList<>();
  private final Set<String> ignored = new LinkedHashSet<>();
  private final Set<String> unmapped = new LinkedHashSet<>();
  private int values;

  CommunityMessage(Instant receivedAt) {
    this.receivedAt = receivedAt;
  }

  Decoded read(JsonNode root) {
    try {
      if (root.isArray()) {
        for (int i = 0; i < root.size(); i++) {
          readOfApi(root.get(i), Pointer.element("", i));
        }
      } else {
        readPush(root);
      }
      if (readings.isEmpty() && faults.isEmpty()) {
        add("", nothingKnown());
      }
    } catch (Faults.TooMany e) {
      return faults.undecodable();
    }
    return faults.isEmpty()
        ? new Decoded.Readings(
            readings, new Notes(List.of(), List.copyOf(ignored), List.copyOf(unmapped)))
        : faults.undecodable();
  }

  private void readPush(JsonNode message) throws Faults.TooMany {
    JsonNode age = message.path("age");
    Instant time = null;
    if (!age.isMissingNode()) {
      Double seconds = number(age);
      if (seconds == null || seconds < 0 || seconds > MAX_AGE_SECONDS) {
        add("/age", shown(age) + " is no age; expected seconds since the measurement");
      } else {
        time = receivedAt.minusMillis(Math.round(seconds * 1000));
      }
    }
    readValues(message, "", new Frame("", time, null));
  }

  private void readOfApi(JsonNode measurement, String at) throws Faults.TooMany {
    JsonNode sensor = measurement.path("sensor").path("id");
    if (!sensor.canConvertToLong() || !sensor.isIntegralNumber() || sensor.longValue() < 0) {
      add(at, "\"sensor\" with a whole number \"id\" is missing");
      return;
    }
    readValues(
        measurement,
        at,
        new Frame(
            "sensor-community-" + sensor.longValue(),
            readTime(measurement.path("timestamp"), Pointer.member(at, "timestamp")),
            readLocation(measurement.path("location"), Pointer.member(at, "location"))));
  }

  private @Nullable Instant readTime(JsonNode time, String at) throws Faults.TooMany {
    try {
      return LocalDateTime.parse(time.asText(), API_TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      add(at, shown(time) + " is no time; expected UTC such as \"2019-04-25 01:51:12\"");
      return null;
    }
  }

  private @Nullable Location readLocation(JsonNode location, String at) throws Faults.TooMany {
    if (location.isMissingNode() || location.isNull()) {
      return null;
    }
    Double latitude = number(location.path("latitude"));
    Double longitude = number(location.path("longitude"));
    if (latitude != null
        && longitude != null
        && Math.abs(latitude) <= 90
        && Math.abs(longitude) <= 180) {
      return new Location(longitude, latitude);
    }
    add(at, "the location needs \"latitude\" from -90 to 90 and \"longitude\" from -180 to 180");
    return null;
  }

  private void readValues(JsonNode message, String at, Frame frame) throws Faults.TooMany {
    JsonNode given = message.path(VALUES);
    String valuesAt = Pointer.member(at, VALUES);
    if (!given.isArray()) {
      add(
          given.isMissingNode() ? at : valuesAt,
          "\""
              + VALUES
              + "\" is missing or no array; expected"
              + " {\"sensordatavalues\":[{\"value_type\":\"SDS_P1\",\"value\":\"6.50\"}]}");
      return;
    }
    List<Value> known = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < given.size(); i++) {
      if (++values > MAX_VALUES) {
        add(valuesAt, "the message has more than " + MAX_VALUES + " values; send it in parts");
        throw new Faults.TooMany();
      }
      readValue(given.get(i), Pointer.element(valuesAt, i), names, known);
    }
    addReadings(known, frame);
  }

  private void readValue(JsonNode given, String at, Set<String> names, List<Value> known)
      throws Faults.TooMany {
    JsonNode name = given.path("value_type");
    if (!name.isTextual()) {
      add(at, "\"value_type\" is missing or no text; expected such as \"SDS_P1\"");
      return;
    }
    if (!names.add(name.textValue())) {
      add(Pointer.member(at, "value_type"), Text.quoted(name.textValue()) + " is there twice");
      return;
    }
    ValueType type = ValueType.of(name.textValue());
    Optional<ValueType.Meaning> meaning = type.meaning();
    if (meaning.isEmpty()) {
      (type.isDiagnostic() ? ignored : unmapped).add(at);
      return;
    }
    Result result = readResult(given.path("value"), Pointer.member(at, "value"));
    if (result != null) {
      known.add(new Value(type, meaning.get(), result, Pointer.member(at, "value")));
    }
  }

  private @Nullable Result readResult(JsonNode value, String at) throws Faults.TooMany {
    Double number = number(value);
    if (number != null) {
      return new Result.Quantity(number + 0.0);
    }
    boolean isNone =
        value.isNull()
            || value.isTextual()
                && NO_VALUE.contains(value.textValue().strip().toLowerCase(Locale.ROOT));
    if (isNone) {
      return Result.Missing.INSTANCE;
    }
    add(at, shown(value) + " is no number; expected such as \"6.50\", or \"nan\" for none");
    return null;
  }

  /** Of several sensors of one quantity the better one gives the plain name. */
  private void addReadings(List<Value> known, Frame frame) {
    Map<String, Value> first = new HashMap<>();
    known.stream()
        .sorted(Comparator.comparingInt(value -> value.type().rank()))
        .forEach(value -> first.putIfAbsent(value.type().quantity(), value));
    for (Value value : known) {
      boolean isFirst = value.equals(first.get(value.type().quantity()));
      Optional<PropertyName> property = value.type().property(value.meaning(), isFirst);
      if (property.isEmpty()) {
        unmapped.add(value.at());
        continue;
      }
      readings.add(
          new Reading(
              frame.thing(),
              property.get(),
              frame.time(),
              Observation.NO_SEQUENCE,
              value.result(),
              value.meaning().unit(),
              frame.location(),
              value.at()));
    }
  }

  private String nothingKnown() {
    return "no value has a name of Sensor.Community's; it has "
        + (unmapped.isEmpty() ? "none" : "unknown ones at " + String.join(", ", firstUnmapped()))
        + "; expected such as SDS_P1, BME280_temperature, P1, humidity";
  }

  private List<String> firstUnmapped() {
    return unmapped.stream().limit(10).toList();
  }

  /** Numbers come as text; null for what is none. */
  private static @Nullable Double number(JsonNode node) {
    double number;
    if (node.isNumber()) {
      number = node.doubleValue();
    } else if (node.isTextual()
        && node.textValue().length() <= MAX_NUMBER_LENGTH
        && NUMBER.matcher(node.textValue().strip()).matches()) {
      number = Double.parseDouble(node.textValue().strip());
    } else {
      return null;
    }
    return Double.isFinite(number) ? number : null;
  }

  private static String shown(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> Text.quoted(node.textValue());
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case MISSING -> "nothing";
      case BINARY, BOOLEAN, NULL, NUMBER, POJO -> Text.printable(node.asText());
    };
  }

  private void add(String at, String detail) throws Faults.TooMany {
    faults.add(new Fault(RefusalReason.VALUE_INVALID, detail, at, 0, 0));
  }
}
