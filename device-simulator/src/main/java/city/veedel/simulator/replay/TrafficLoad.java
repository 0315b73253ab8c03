package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedThing;
import city.veedel.simulator.device.Slugs;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Traffic load on sections of Köln's streets, about every five minutes, in UTC. The level 16, in a
 * quarter to two fifths of all rows, means that there is no value. A row that is not valid has none
 * either; in the recordings every row is marked valid. Five sections have two lines on the map.
 */
final class TrafficLoad {
  private static final String ID = "traffic-koeln-load";
  private static final String OWNER = "Stadt Köln (CC-BY 3.0)";
  private static final PropertyName LOAD_LEVEL = new PropertyName("load_level");
  private static final double NO_DATA = 16;

  private TrafficLoad() {}

  static boolean matches(Head head) {
    return head.firstLine().startsWith("\"datetime_utc\",\"identifier\",\"auslastung\"");
  }

  static MergedRecording of(List<Path> files) throws IOException {
    Map<String, SimulatedThing> sections = new LinkedHashMap<>();
    Path segments = files.getFirst().resolveSibling("street_segments.geojson");
    if (Files.exists(segments)) {
      for (JsonNode feature : Json.read(segments).path("features")) {
        String code = feature.path("properties").path("IDENTIFIER").asText();
        sections.put(
            code,
            section(
                code,
                feature.path("properties").path("NAME").asText(),
                List.of(middle(feature.path("geometry")))));
      }
    }
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(new CsvSource(file, header -> new Rows()));
      if (sections.isEmpty()) {
        namedInRows(file).forEach(code -> sections.put(code, section(code, code, List.of())));
      }
    }
    return new MergedRecording(
        ID,
        "Aufzeichnung Verkehrslage Köln",
        Theme.TRAFFIC,
        List.copyOf(sections.values()),
        sources,
        List.of());
  }

  private static SimulatedThing section(String code, String name, List<Location> place) {
    return new SimulatedThing(
        thing(code),
        name,
        Theme.TRAFFIC,
        OWNER,
        place.isEmpty() ? null : place.getFirst(),
        List.of(LOAD_LEVEL));
  }

  private static ThingId thing(String code) {
    return new ThingId("verkehrslage-" + Slugs.of(code));
  }

  private static List<String> namedInRows(Path file) throws IOException {
    return CsvSource.readAll(file).stream().skip(1).map(cells -> cells.get(1)).distinct().toList();
  }

  /** Half-way along the longest part. */
  private static Location middle(JsonNode geometry) {
    List<Location> longest = List.of();
    for (JsonNode part : geometry.path("coordinates")) {
      List<Location> points = new ArrayList<>();
      for (JsonNode pair : part) {
        points.add(new Location(pair.get(0).asDouble(), pair.get(1).asDouble()));
      }
      if (length(points) >= length(longest)) {
        longest = points;
      }
    }
    double left = length(longest) / 2;
    for (int i = 1; i < longest.size(); i++) {
      double step = distance(longest.get(i - 1), longest.get(i));
      if (step >= left && step > 0) {
        double share = left / step;
        return new Location(
            mix(longest.get(i - 1).longitude(), longest.get(i).longitude(), share),
            mix(longest.get(i - 1).latitude(), longest.get(i).latitude(), share));
      }
      left -= step;
    }
    return longest.getFirst();
  }

  private static double mix(double from, double to, double share) {
    return Math.rint((from + (to - from) * share) * 1e5) / 1e5;
  }

  private static double length(List<Location> points) {
    double length = 0;
    for (int i = 1; i < points.size(); i++) {
      length += distance(points.get(i - 1), points.get(i));
    }
    return length;
  }

  /** In degrees of latitude; only compared with its like. */
  private static double distance(Location a, Location b) {
    double shrunk = Math.cos(Math.toRadians(a.latitude()));
    return Math.hypot((a.longitude() - b.longitude()) * shrunk, a.latitude() - b.latitude());
  }

  /** A poll writes a hundred rows with one time, so the last one read is kept, as are the ids. */
  private static final class Rows implements CsvSource.Rows {
    private final Map<String, ThingId> things = new HashMap<>();
    private String timeText = "";
    private Instant time = Instant.EPOCH;

    @Override
    public List<Measurement> read(List<String> cells) {
      if (!cells.get(0).equals(timeText)) {
        timeText = cells.get(0);
        time = Readings.utc(timeText);
      }
      double level = Double.parseDouble(cells.get(2));
      boolean valid = cells.get(3).equals("1");
      Readings readings =
          valid
              ? new Readings().numberUnless(NO_DATA, "load_level", level)
              : new Readings().missing("load_level");
      return List.of(readings.of(things.computeIfAbsent(cells.get(1), TrafficLoad::thing), time));
    }
  }
}
