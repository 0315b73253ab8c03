package city.veedel.standalone.command;

import city.veedel.decode.Fault;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Units;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A device type as a YAML file; {@code docs/device-types.md} has the fields. */
final class DeviceTypeFile {
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "title",
          "vendor",
          "model",
          "decoder",
          "envelope",
          "source",
          "source-file",
          "fields",
          "accepted-past",
          "accepted-future",
          "creates-things",
          "pseudonymises-things",
          "keep-raw-days",
          "properties");
  private static final Set<String> MAPPING_FIELDS = Set.of("field", "property", "unit");
  private static final Set<String> PROPERTY_FIELDS =
      Set.of(
          "name",
          "title-de",
          "title-en",
          "unit",
          "result-type",
          "expected-interval",
          "averaging-period",
          "time-marks",
          "plausible");

  private static final Units UNITS = new Units();

  private final DeviceTypeSource origin;
  private final List<String> problems = new ArrayList<>();

  private DeviceTypeFile(DeviceTypeSource origin) {
    this.origin = origin;
  }

  /**
   * @throws CommandFailure with every problem of the file
   */
  static DeviceType read(DeviceTypeSource origin) {
    return new DeviceTypeFile(origin).read();
  }

  static DeviceType readWithDecoder(Path file) {
    return readWithDecoder(new DeviceTypeSource.OfFile(file), UnaryOperator.identity());
  }

  /**
   * Makes the decoder as the gateway would: a script is read, an expression compiled.
   *
   * @param adapt what else is said of the type, before its decoder is made
   * @throws CommandFailure with every problem of the file, else of the decoder
   */
  static DeviceType readWithDecoder(DeviceTypeSource origin, UnaryOperator<DeviceType> adapt) {
    DeviceTypeFile read = new DeviceTypeFile(origin);
    DeviceType type = adapt.apply(read.read());
    try (CommandDecoders decoders = new CommandDecoders()) {
      if (decoders.decoders().compile(type) instanceof TypeDecoders.Broken(List<Fault> faults)) {
        faults.forEach(fault -> read.problems.add(fault.place() + ": " + fault.detail()));
        throw read.failure();
      }
    }
    return type;
  }

  private DeviceType read() {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(origin.yaml());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, origin + ": " + e.getMessage());
    }
    if (root == null || !root.isObject()) {
      throw new CommandFailure(ExitCode.CONFIGURATION, origin + ": must be a mapping");
    }
    checkFields(root, FIELDS, "");
    Map<PropertyName, ObservedProperty> properties = properties(root);
    Decoding decoding = decoding(root);
    String id = text(root, "id", "", "");
    try {
      DeviceType type =
          new DeviceType(
              id,
              text(root, "title", id, ""),
              text(root, "vendor", "", ""),
              text(root, "model", "", ""),
              DeviceType.FIRST_VERSION,
              decoding,
              new AcceptedTime(
                  duration(root, "accepted-past", AcceptedTime.LIVE.past(), ""),
                  duration(root, "accepted-future", AcceptedTime.LIVE.future(), "")),
              flag(root, "creates-things"),
              flag(root, "pseudonymises-things"),
              keepRawDays(root),
              properties);
      if (problems.isEmpty()) {
        return type;
      }
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    throw failure();
  }

  private CommandFailure failure() {
    return new CommandFailure(
        ExitCode.CONFIGURATION, origin + ":\n  " + String.join("\n  ", problems));
  }

  private Decoding decoding(JsonNode root) {
    String decoder = text(root, "decoder", "json", "");
    String code = text(root, "envelope", Envelope.NONE.code(), "");
    Envelope envelope = Envelope.findByCode(code).orElse(Envelope.NONE);
    if (!envelope.code().equals(code)) {
      problems.add(
          "/envelope: must be one of "
              + Arrays.stream(Envelope.values())
                  .map(Envelope::code)
                  .collect(Collectors.joining(", "))
              + ", was \""
              + code
              + "\"");
    }
    String source = source(root);
    List<FieldMapping> mapping = mapping(root);
    try {
      return new Decoding(decoder, envelope, source, mapping);
    } catch (IllegalArgumentException e) {
      problems.add((root.has("source") ? "/source: " : "/source-file: ") + e.getMessage());
      return Decoding.by(decoder);
    }
  }

  private String source(JsonNode root) {
    if (!root.has("source-file")) {
      return text(root, "source", "", "");
    }
    if (root.has("source")) {
      problems.add("/source-file: there is a source as well; leave one of them out");
    }
    String name = text(root, "source-file", "", "");
    try {
      return withoutNul(origin.textBeside(name), "/source-file");
    } catch (IOException | InvalidPathException e) {
      problems.add("/source-file: cannot be read as UTF-8, next to this file: " + e.getMessage());
      return "";
    }
  }

  private List<FieldMapping> mapping(JsonNode root) {
    List<FieldMapping> mapping = new ArrayList<>();
    int index = 0;
    for (JsonNode node : list(root, "fields")) {
      String place = "/fields/" + index++;
      checkFields(node, MAPPING_FIELDS, place);
      String unit = text(node, "unit", "", place);
      if (!unit.isEmpty()) {
        checkUnit(unit, place);
      }
      try {
        mapping.add(
            new FieldMapping(
                text(node, "field", "", place),
                new PropertyName(text(node, "property", "", place)),
                unit));
      } catch (IllegalArgumentException e) {
        problems.add(place + ": " + e.getMessage());
      }
    }
    return mapping;
  }

  private Map<PropertyName, ObservedProperty> properties(JsonNode root) {
    Map<PropertyName, ObservedProperty> properties = new LinkedHashMap<>();
    int index = 0;
    for (JsonNode node : list(root, "properties")) {
      String place = "/properties/" + index++;
      checkFields(node, PROPERTY_FIELDS, place);
      try {
        ObservedProperty property = property(node, place);
        if (properties.put(property.name(), property) != null) {
          problems.add(place + "/name: " + property.name() + " is declared twice");
        }
      } catch (IllegalArgumentException e) {
        problems.add(place + ": " + e.getMessage());
      }
    }
    return properties;
  }

  private ObservedProperty property(JsonNode node, String place) {
    String name = text(node, "name", "", place);
    String unit = text(node, "unit", "1", place);
    checkUnit(unit, place);
    return new ObservedProperty(
        new PropertyName(name),
        text(node, "title-de", name, place),
        text(node, "title-en", name, place),
        unit,
        ResultType.ofCode(text(node, "result-type", "number", place)),
        duration(node, "expected-interval", ObservedProperty.USUAL_INTERVAL, place),
        duration(node, "averaging-period", Duration.ZERO, place),
        TimeMarks.ofCode(text(node, "time-marks", "instant", place)),
        plausible(node, place));
  }

  private @Nullable PlausibleRange plausible(JsonNode node, String place) {
    JsonNode range = node.path("plausible");
    if (range.isMissingNode()) {
      return null;
    }
    if (range.size() == 2 && range.path(0).isNumber() && range.path(1).isNumber()) {
      try {
        return new PlausibleRange(range.path(0).doubleValue(), range.path(1).doubleValue());
      } catch (IllegalArgumentException e) {
        problems.add(place + "/plausible: " + e.getMessage());
        return null;
      }
    }
    problems.add(
        place + "/plausible: must be [least, greatest], two numbers in the property's unit");
    return null;
  }

  private void checkUnit(String unit, String place) {
    if (!UNITS.isValid(unit)) {
      problems.add(place + "/unit: \"" + unit + "\" is no UCUM unit; see ucum.org");
    }
  }

  private int keepRawDays(JsonNode root) {
    JsonNode days = root.path("keep-raw-days");
    if (!days.isMissingNode() && !days.isInt()) {
      problems.add("/keep-raw-days: must be a whole number of days");
    }
    return days.asInt(DeviceType.DEFAULT_KEEP_RAW_DAYS);
  }

  private void checkFields(JsonNode node, Set<String> known, String place) {
    if (!node.isObject()) {
      problems.add(place + ": must be a mapping with " + sorted(known));
    }
    node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !known.contains(field))
        .forEach(
            field -> problems.add(place + "/" + field + ": unknown; known are " + sorted(known)));
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  private Iterable<JsonNode> list(JsonNode root, String field) {
    JsonNode list = root.path(field);
    if (list.isArray() || list.isMissingNode() || list.isNull()) {
      return list;
    }
    problems.add("/" + field + ": must be a list");
    return JsonNodeFactory.instance.arrayNode();
  }

  private Duration duration(JsonNode node, String field, Duration fallback, String place) {
    String text = text(node, field, "", place);
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

  private boolean flag(JsonNode root, String field) {
    JsonNode flag = root.path(field);
    if (!flag.isMissingNode() && !flag.isBoolean()) {
      problems.add("/" + field + ": must be true or false");
    }
    return flag.asBoolean(false);
  }

  private String text(JsonNode node, String field, String fallback, String place) {
    JsonNode text = node.path(field);
    if (text.isContainerNode()) {
      problems.add(place + "/" + field + ": must be a text");
    }
    return withoutNul(text.asText(fallback), place + "/" + field);
  }

  /** PostgreSQL has no U+0000 in a text. */
  private String withoutNul(String text, String place) {
    if (text.indexOf('\0') >= 0) {
      problems.add(place + ": must not hold U+0000");
    }
    return text;
  }
}
