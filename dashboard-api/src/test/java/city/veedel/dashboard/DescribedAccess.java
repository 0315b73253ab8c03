package city.veedel.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the API's description says about access: {@code x-roles}, {@code x-objects}, {@code x-audit}
 * and {@code x-audit-exempt} of each operation.
 *
 * @param roles codes, {@link #ANYBODY} or {@link #DEVICE}
 * @param objects one of {@link #OBJECTS}
 * @param audit codes of the acts it leaves in the audit trail
 * @param auditExempt why it leaves none; may be empty for what changes nothing
 */
record DescribedAccess(
    String method,
    String path,
    Set<String> roles,
    String objects,
    Set<String> audit,
    String auditExempt) {
  static final String ANYBODY = "anybody";
  static final String DEVICE = "device";

  /** What the words of {@code x-objects} mean. */
  static final Map<String, String> OBJECTS =
      Map.of(
          "none", "no object of anybody's is in the answer",
          "self", "the asker's own login or device",
          "visible",
              "what is public; a vendor also what is its organisation's; the other roles everything",
          "organisation",
              "a vendor what is its organisation's, 404 for the rest; others everything",
          "all", "everything");

  DescribedAccess {
    roles = Set.copyOf(roles);
    audit = Set.copyOf(audit);
  }

  /** Every operation, in the order of the description. */
  static List<DescribedAccess> all() throws IOException {
    JsonNode document;
    try (InputStream in =
        DescribedAccess.class.getResourceAsStream("/city/veedel/dashboard/http/openapi.json")) {
      document = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    List<DescribedAccess> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        JsonNode described = operation.getValue();
        all.add(
            new DescribedAccess(
                operation.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                texts(described.path("x-roles")),
                described.path("x-objects").asText(),
                texts(described.path("x-audit")),
                described.path("x-audit-exempt").asText()));
      }
    }
    return all;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  boolean isForDevices() {
    return roles.contains(DEVICE);
  }

  boolean admits(String who) {
    return roles.contains(who);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
