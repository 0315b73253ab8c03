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
 * What the API's description says about access: {@code x-roles} and {@code x-objects} of each
 * operation.
 *
 * @param roles codes, {@link #ANYBODY} or {@link #DEVICE}
 * @param objects one of {@link #OBJECTS}
 */
record DescribedAccess(String method, String path, Set<String> roles, String objects) {
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
        Set<String> roles = new TreeSet<>();
        operation.getValue().path("x-roles").forEach(role -> roles.add(role.asText()));
        all.add(
            new DescribedAccess(
                operation.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                roles,
                operation.getValue().path("x-objects").asText()));
      }
    }
    return all;
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
