package city.veedel.decode.mapping;

import city.veedel.decode.Notes;
import city.veedel.decode.document.Pointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of a document that no mapping takes, as a mapping would name them: elements of an
 * array are {@code *}.
 */
final class LeafFields {
  /**
   * Of names and pointers; what stands behind is not listed. Nothing is stored or refused by it.
   */
  private static final int MAX_CHARACTERS = 1_000_000;

  private final Set<String> mapped;
  private final Set<String> ignored;
  private final Set<String> ignoredFields = new LinkedHashSet<>();
  private final Set<String> unmappedFields = new LinkedHashSet<>();

  private int characters;

  private LeafFields(Set<String> mapped, Set<String> ignored) {
    this.mapped = mapped;
    this.ignored = ignored;
  }

  /**
   * @param mapped pointers of what is mapped, with all that is inside of it
   * @param ignored pointers of what is left out, with all that is inside of it
   */
  static LeafFields of(JsonNode root, String rootAt, Set<String> mapped, Set<String> ignored) {
    LeafFields fields = new LeafFields(mapped, ignored);
    fields.visit(root, rootAt, "");
    return fields;
  }

  List<String> ignored() {
    return List.copyOf(ignoredFields);
  }

  List<String> unmapped() {
    return List.copyOf(unmappedFields);
  }

  private void visit(JsonNode node, String at, String name) {
    characters += 1 + at.length() + name.length();
    if (characters > MAX_CHARACTERS) {
      return;
    }
    if (mapped.contains(at) || unmappedFields.size() == Notes.MAX_FIELDS) {
      return;
    }
    if (ignored.contains(at)) {
      if (ignoredFields.size() < Notes.MAX_FIELDS) {
        ignoredFields.add(name);
      }
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        if (characters > MAX_CHARACTERS) {
          return;
        }
        visit(
            member.getValue(),
            Pointer.member(at, member.getKey()),
            Pointer.member(name, member.getKey()));
      }
    } else if (node.isArray()) {
      String element = name + "/*";
      for (int i = 0; i < node.size() && characters <= MAX_CHARACTERS; i++) {
        visit(node.get(i), Pointer.element(at, i), element);
      }
    } else if (!name.isEmpty()) {
      unmappedFields.add(name);
    }
  }
}
