package city.veedel.standalone.product;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.bridge.BridgeConfig;
import city.veedel.gateway.bridge.BridgeConfig.Route;
import city.veedel.gateway.bridge.BridgeConfig.Source;
import city.veedel.model.DeviceId;
import city.veedel.standalone.settings.Placeholders;
import city.veedel.standalone.settings.SettingsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The brokers to subscribe to, as {@code docs/bridge.md} describes the file. */
final class BridgesFile {
  private static final Set<String> BRIDGE_FIELDS =
      Set.of("name", "broker", "user", "password", "client-id", "routes");
  private static final Set<String> ROUTE_FIELDS =
      Set.of("topic-filter", "device", "device-level", "format", "retained");

  private final Path file;
  private final List<String> problems = new ArrayList<>();

  private BridgesFile(Path file) {
    this.file = file;
  }

  /**
   * @throws SettingsException with every problem of the file
   */
  static List<BridgeConfig> read(Path file) {
    return new BridgesFile(file).read();
  }

  private List<BridgeConfig> read() {
    List<BridgeConfig> bridges = new ArrayList<>();
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readString(file));
      int index = 0;
      for (JsonNode node : root.path("bridges")) {
        String place = "/bridges/" + index++;
        checkFields(node, BRIDGE_FIELDS, place);
        if (Placeholders.contain(node.path("password").asText())) {
          problem(place + "/password", Placeholders.ADVICE);
        }
        try {
          bridges.add(bridge(node, place));
        } catch (IllegalArgumentException e) {
          problem(place, String.valueOf(e.getMessage()));
        }
      }
      if (index == 0) {
        problem("/bridges", "names no broker");
      }
    } catch (IOException e) {
      problem("", String.valueOf(e.getMessage()));
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return bridges;
  }

  private BridgeConfig bridge(JsonNode node, String place) {
    List<Route> routes = new ArrayList<>();
    int index = 0;
    for (JsonNode route : node.path("routes")) {
      String routePlace = place + "/routes/" + index++;
      checkFields(route, ROUTE_FIELDS, routePlace);
      routes.add(route(route));
    }
    return new BridgeConfig(
        node.path("name").asText(),
        URI.create(node.path("broker").asText()),
        node.path("user").asText(),
        node.path("password").asText(),
        node.path("client-id").asText("veedel"),
        routes,
        BridgeConfig.Limits.DEFAULT);
  }

  private static Route route(JsonNode node) {
    if (node.has("device") == node.has("device-level")) {
      throw new IllegalArgumentException("a route has either device or device-level");
    }
    Source source =
        node.has("device")
            ? new Source.Fixed(new DeviceId(node.path("device").asText()))
            : new Source.TopicLevel(node.path("device-level").asInt(-1));
    String format = node.path("format").asText("");
    return new Route(
        node.path("topic-filter").asText(),
        source,
        ContentFormat.findByMediaType(format)
            .orElseThrow(
                () -> new IllegalArgumentException("\"" + format + "\" is no content format")),
        node.path("retained").asBoolean(false));
  }

  private void checkFields(JsonNode node, Set<String> known, String place) {
    node.properties()
        .forEach(field -> {
          if (!known.contains(field.getKey())) {
            problem(place + "/" + field.getKey(), "unknown");
          }
        });
  }

  private void problem(String place, String what) {
    problems.add(file + place + ": " + what);
  }
}
