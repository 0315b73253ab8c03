package city.veedel.decode.mapping;

import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Notes;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Faults;
import city.veedel.decode.document.Pointer;
import city.veedel.decode.mapping.FieldMappings.Rule;
import city.veedel.decode.mapping.FieldValues.Right;
import city.veedel.decode.mapping.FieldValues.Wrong;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One reading of one document by a mapping. */
final class MappedMessage {
  static final int MAX_VALUES = 10_000;

  /**
   * Values looked at on the ways of all rules together, counted and not timed. A step takes some
   * tens of nanoseconds, so that the worst message takes some tens of milliseconds.
   */
  static final int MAX_STEPS = 200_000;

  private static final int MAX_NAMED = 10;

  /** What the message says where no field of it does. */
  record Otherwise(String thing, @Nullable Instant time) {}

  private record Value(Rule rule, JsonNode node, String at, Scope scope) {}

  private record Identity(
      String thing, PropertyName property, @Nullable Instant time, long sequence) {}

  private final FieldMappings mappings;
  private final JsonNode root;
  private final String rootAt;
  private final Otherwise otherwise;
  private final Faults faults = new Faults();
  private final List<Value> values = new ArrayList<>();
  private final Contexts<Instant> times = new Contexts<>();
  private final Contexts<Double> latitudes = new Contexts<>();
  private final Contexts<Double> longitudes = new Contexts<>();
  private final Contexts<Long> sequences = new Contexts<>();
  private final Contexts<String> things = new Contexts<>();
  private final Set<String> mapped = new HashSet<>();
  private final Set<String> ignored = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private int steps;

  /**
   * @param rootAt JSON Pointer of the document in the payload
   */
  MappedMessage(FieldMappings mappings, JsonNode root, String rootAt, Otherwise otherwise) {
    this.mappings = mappings;
    this.root = root;
    this.rootAt = rootAt;
    this.otherwise = otherwise;
  }

  Decoded read(List<String> warnings) {
    try {
      if (!root.isContainerNode()) {
        add(rootAt, FieldValues.shown(root) + " has no fields; an object was expected");
      }
      for (Rule rule : mappings.rules()) {
        (root.isArray() ? rule.pathOfElements() : rule.path())
            .find(root, rootAt, new Findings(rule));
      }
      LeafFields leaves = LeafFields.of(root, rootAt, mapped, ignored);
      if (values.isEmpty()) {
        add(rootAt, nothingMapped(leaves.unmapped()));
        return faults.undecodable();
      }
      List<Reading> readings = readings();
      return faults.isEmpty()
          ? new Decoded.Readings(readings, new Notes(warnings, leaves.ignored(), leaves.unmapped()))
          : faults.undecodable();
    } catch (Faults.TooMany e) {
      return faults.undecodable();
    }
  }

  /** What the path of one rule leads to. */
  private final class Findings implements FieldPath.Found {
    private final Rule rule;

    Findings(Rule rule) {
      this.rule = rule;
    }

    @Override
    public void step() throws Faults.TooMany {
      if (++steps > MAX_STEPS) {
        add(
            rootAt,
            "the mapping looks at more than "
                + MAX_STEPS
                + " places of this message; send it in parts, or map fewer fields");
        throw new Faults.TooMany();
      }
    }

    @Override
    public void value(JsonNode node, String at, Scope scope) throws Faults.TooMany {
      Target target = rule.target();
      (target == Target.IGNORE ? ignored : mapped).add(at);
      if (target.isContext() && node.isNull()) {
        return;
      }
      switch (target) {
        case PROPERTY -> add(new Value(rule, node, at, scope));
        case IGNORE -> {}
        case TIME -> times.add(scope, at, FieldValues.time(node, rule.mapping().unit()));
        case LATITUDE -> latitudes.add(scope, at, FieldValues.degrees(node, "latitude", 90));
        case LONGITUDE -> longitudes.add(scope, at, FieldValues.degrees(node, "longitude", 180));
        case SEQUENCE -> sequences.add(scope, at, FieldValues.sequence(node));
        case THING -> things.add(scope, at, FieldValues.thing(node));
      }
    }
  }

  private void add(Value value) throws Faults.TooMany {
    if (values.size() == MAX_VALUES) {
      add(rootAt, "the message has more than " + MAX_VALUES + " values; send it in parts");
      throw new Faults.TooMany();
    }
    values.add(value);
  }

  private List<Reading> readings() throws Faults.TooMany {
    List<Reading> readings = new ArrayList<>(values.size());
    Set<Identity> identities = new HashSet<>();
    for (Value value : values) {
      Reading reading = reading(value);
      if (reading == null) {
        continue;
      }
      Identity identity =
          new Identity(reading.thing(), reading.property(), reading.time(), reading.sequence());
      if (identities.add(identity)) {
        readings.add(reading);
      } else {
        add(
            value.at(),
            "a second value of "
                + reading.property()
                + " for the same time; map the time of each element of the array");
      }
    }
    return readings;
  }

  private @Nullable Reading reading(Value value) throws Faults.TooMany {
    Instant time = said(times, value.scope());
    String thing = said(things, value.scope());
    Long sequence = said(sequences, value.scope());
    Location location = location(value.scope());
    String unit = value.rule().mapping().unit();
    JsonNode node = value.node();
    String at = value.at();
    JsonNode inner = node.isObject() ? node.get("value") : null;
    if (inner != null) {
      unit = unit.isEmpty() ? node.path("unit").asText("") : unit;
      node = inner;
      at = Pointer.member(at, "value");
    }
    return switch (FieldValues.result(node, !unit.isEmpty())) {
      case Right<Result>(Result result) ->
          new Reading(
              thing == null ? otherwise.thing() : thing,
              value.rule().mapping().property(),
              time == null ? otherwise.time() : time,
              sequence == null ? Observation.NO_SEQUENCE : sequence,
              result,
              unit,
              location,
              at);
      case Wrong<Result>(String detail) -> {
        add(at, node.isContainerNode() ? detail + "; map a field inside of it" : detail);
        yield null;
      }
    };
  }

  private @Nullable Location location(Scope scope) throws Faults.TooMany {
    Double latitude = said(latitudes, scope);
    Double longitude = said(longitudes, scope);
    if (latitude == null || longitude == null) {
      // A receiver without a fix sends neither or nulls; half a place is none.
      return null;
    }
    return new Location(longitude, latitude);
  }

  /** What the message says about a value, or null where it says nothing or nothing right. */
  private <T> @Nullable T said(Contexts<T> contexts, Scope scope) throws Faults.TooMany {
    Contexts.Said<T> said = contexts.find(scope);
    if (said == null) {
      return null;
    }
    return switch (said.read()) {
      case Right<T>(T value) -> value;
      case Wrong<T>(String detail) -> {
        addOnce(said.at(), detail);
        yield null;
      }
    };
  }

  private String nothingMapped(List<String> unmapped) {
    String expected =
        mappings.rules().stream()
            .filter(rule -> rule.target() == Target.PROPERTY)
            .limit(MAX_NAMED)
            .map(rule -> rule.mapping().field())
            .collect(Collectors.joining(", "));
    String seen =
        unmapped.isEmpty()
            ? "it has no others"
            : "it has " + unmapped.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    return "none of the mapped fields is in this message: "
        + seen
        + "; expected "
        + expected
        + "; map a field it has, or send another message";
  }

  /** A time holds for many values and is wrong once. */
  private void addOnce(String at, String detail) throws Faults.TooMany {
    if (told.add(at)) {
      add(at, detail);
    }
  }

  private void add(String at, String detail) throws Faults.TooMany {
    faults.add(new Fault(RefusalReason.VALUE_INVALID, detail, at, 0, 0));
  }
}
