package city.veedel.decode.mapping;

import city.veedel.decode.document.Text;
import city.veedel.model.FieldMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The mapping of a device type, checked. Names no property can have say what a field is otherwise:
 * {@code time}, {@code latitude}, {@code longitude}, {@code sequence}, {@code thing}; {@code
 * ignore} says that it is left out on purpose. They hold for the array element they stand in, and
 * without an array for the whole message.
 */
public final class FieldMappings {
  public static final int MAX = 500;

  /** Characters of a field: the pointer of every value is written out. */
  public static final int MAX_FIELD_LENGTH = 512;

  /** One field. */
  record Rule(FieldPath path, FieldPath pathOfElements, Target target, FieldMapping mapping) {}

  private final List<Rule> rules;

  private FieldMappings(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * @throws IllegalArgumentException when two fields would be the same, a unit makes no sense for
   *     its target, nothing is mapped to a property, a field is longer than 512 characters, or
   *     there are more than {@value #MAX}
   */
  public static FieldMappings of(List<FieldMapping> mappings) {
    if (mappings.size() > MAX) {
      throw new IllegalArgumentException(
          "a mapping has at most " + MAX + " fields, has " + mappings.size());
    }
    List<Rule> rules = new ArrayList<>(mappings.size());
    Set<List<Object>> taken = new HashSet<>();
    for (FieldMapping mapping : mappings) {
      Rule rule = rule(mapping);
      if (!taken.add(claim(rule))) {
        throw new IllegalArgumentException(
            shown(mapping)
                + ": another field is already mapped to "
                + mapping.property()
                + "; a message has one value of it for one thing and time, so give this one a name"
                + " of its own or map it to ignore");
      }
      rules.add(rule);
    }
    if (rules.stream().noneMatch(rule -> rule.target() == Target.PROPERTY)) {
      throw new IllegalArgumentException("no field is mapped to a property; map at least one");
    }
    return new FieldMappings(rules);
  }

  List<Rule> rules() {
    return rules;
  }

  boolean maps(Target target) {
    return rules.stream().anyMatch(rule -> rule.target() == target);
  }

  private static Rule rule(FieldMapping mapping) {
    Target target = Target.of(mapping.property());
    if (!target.takesUnit(mapping.unit())) {
      throw new IllegalArgumentException(
          shown(mapping)
              + ": "
              + mapping.property()
              + " has no unit "
              + Text.quoted(mapping.unit())
              + (target == Target.TIME
                  ? "; for Unix time s or ms, for RFC 3339 none"
                  : "; leave it out"));
    }
    if (mapping.field().length() > MAX_FIELD_LENGTH) {
      throw new IllegalArgumentException(
          Text.quoted(mapping.field())
              + ": a field has at most "
              + MAX_FIELD_LENGTH
              + " characters, has "
              + mapping.field().length());
    }
    FieldPath path = FieldPath.of(mapping.field());
    return new Rule(path, path.ofElements(), target, mapping);
  }

  /** What no other rule may claim: a property once, a time once for the same array elements. */
  private static List<Object> claim(Rule rule) {
    return switch (rule.target()) {
      case PROPERTY -> List.of(rule.mapping().property());
      case IGNORE -> List.of(rule.target(), rule.path().segments());
      case TIME, LATITUDE, LONGITUDE, SEQUENCE, THING ->
          List.of(rule.target(), rule.path().scope());
    };
  }

  private static String shown(FieldMapping mapping) {
    return Text.printable(mapping.field());
  }
}
