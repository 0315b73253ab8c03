package city.veedel.standalone.command;

import city.veedel.decode.select.Decoders;
import city.veedel.decode.unit.Units;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A device type as a YAML file; {@code docs/device-types.md} has the fields. */
final class DeviceTypeFile {
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "title",
          "decoder",
          "accepted-past",
          "accepted-future",
          "creates-things",
          "pseudonymises-things",
          "keep-raw-days",
          "properties");
  private static final Set<String> PROPERTY_FIELDS =
      Set.of(
          "name",
          "title-de",
          "title-en",
          "unit",
          "result-type",
          "expected-interval",
          "averaging-period",
          "time-marks");

  private static final Decoders DECODERS = Decoders.standard();
  private static final Units UNITS = new Units();

  private final Path file;
  private final List<String> problems = new ArrayList<>();

  private DeviceTypeFile(Path file) {
    this.file = file;
  }

  /**
   * @throws CommandFailure with every problem of the file
   */
  static DeviceType read(Path file) {
    return new DeviceTypeFile(file).read();
  }

  private DeviceType read() {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, file + ": " + e.getMessage());
    }
    if (root == null || !root.isObject()) {
      throw new CommandFailure(ExitCode.CONFIGURATION, file + ": must be a mapping");
    }
    checkFields(root, FIELDS, "");
    Map<PropertyName, ObservedProperty> properties = new LinkedHashMap<>();
    int index = 0;
    for (JsonNode node : root.path("properties")) {
      String place = "/properties/" + index++;
      checkFields(node, PROPERTY_FIELDS, place);
      try {
        ObservedProperty property = property(node, place);
        properties.put(property.name(), property);
      } catch (IllegalArgumentException e) {
        problems.add(place + ": " + e.getMessage());
      }
    }
    String decoder = text(root, "decoder", "json");
    if (DECODERS.find(decoder).isEmpty()) {
      problems.add(
          "/decoder: there is no decoder \"" + decoder + "\"; there are " + DECODERS.names());
    }
    try {
      DeviceType type =
          new DeviceType(
              text(root, "id", ""),
              text(root, "title", text(root, "id", "")),
              decoder,
              new AcceptedTime(
                  duration(root, "accepted-past", AcceptedTime.LIVE.past(), ""),
                  duration(root, "accepted-future", AcceptedTime.LIVE.future(), "")),
              root.path("creates-things").asBoolean(false),
              root.path("pseudonymises-things").asBoolean(false),
              keepRawDays(root),
              properties);
      if (problems.isEmpty()) {
        return type;
      }
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    throw new CommandFailure(
        ExitCode.CONFIGURATION, file + ":\n  " + String.join("\n  ", problems));
  }

  private ObservedProperty property(JsonNode node, String place) {
    String name = text(node, "name", "");
    String unit = text(node, "unit", "1");
    if (!UNITS.isValid(unit)) {
      problems.add(place + "/unit: \"" + unit + "\" is no UCUM unit; see ucum.org");
    }
    return new ObservedProperty(
        new PropertyName(name),
        text(node, "title-de", name),
        text(node, "title-en", name),
        unit,
        ResultType.ofCode(text(node, "result-type", "number")),
        duration(node, "expected-interval", Duration.ofHours(1), place),
        duration(node, "averaging-period", Duration.ZERO, place),
        TimeMarks.ofCode(text(node, "time-marks", "instant")));
  }

  private int keepRawDays(JsonNode root) {
    JsonNode days = root.path("keep-raw-days");
    if (!days.isMissingNode() && !days.isInt()) {
      problems.add("/keep-raw-days: must be a whole number of days");
    }
    return days.asInt(DeviceType.DEFAULT_KEEP_RAW_DAYS);
  }

  private void checkFields(JsonNode node, Set<String> known, String place) {
    node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !known.contains(field))
        .forEach(field ->
            problems.add(
                place
                    + "/"
                    + field
                    + ": unknown; known are "
                    + String.join(", ", known.stream().sorted().toList())));
  }

  private Duration duration(JsonNode node, String field, Duration fallback, String place) {
    String text = text(node, field, "");
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      problems.add(
          place
              + "/"
              + field
              + ": must be an ISO 8601 duration such as PT15M, was \""
              + text
              + "\"");
      return fallback;
    }
  }

  private static String text(JsonNode node, String field, String fallback) {
    return node.path(field).asText(fallback);
  }
}
