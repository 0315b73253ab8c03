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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Umweltbundesamt: a file per month, station, pollutant and kind of mean, each an object of days
 * with an array of values. -999 means missing. Some values are strings with decimals, a few of them
 * a little below zero, as instruments are. Hours are winter time all year. {@code PM1} in the path
 * means PM10.
 */
final class AirQuality {
  private static final String ID = "air-uba-koeln";
  private static final String OWNER = "Umweltbundesamt";
  private static final double MISSING = -999;

  /** Central European Time, in summer too. */
  private static final ZoneOffset WINTER_TIME = ZoneOffset.ofHours(1);

  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final Pattern PATH =
      Pattern.compile("(?:^|.*/)(DE[A-Z]{2}\\d{3})/([A-Z0-9]+)/(1SMW|8SMW|1TMW)\\.json$");

  /** By pollutant and kind of mean, as the paths write them. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "NO2/1SMW", "no2",
          "O3/1SMW", "o3",
          "O3/8SMW", "o3_8h",
          "SO2/1SMW", "so2",
          "SO2/1TMW", "so2_24h",
          "PM1/1TMW", "pm10_24h");

  private AirQuality() {}

  static boolean matches(Head head) {
    Matcher matcher = PATH.matcher(unixPath(head.path()));
    return matcher.matches() && PROPERTIES.containsKey(matcher.group(2) + "/" + matcher.group(3));
  }

  private static String unixPath(Path path) {
    return path.toAbsolutePath().toString().replace('\\', '/');
  }

  static MergedRecording of(List<Path> files) throws IOException {
    Map<String, List<String>> stations = stations(files.getFirst());
    Map<ThingId, SimulatedThing> things = new LinkedHashMap<>();
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      Matcher matcher = PATH.matcher(unixPath(file));
      if (!matcher.matches()) {
        throw new IOException(file + " does not end in <station>/<pollutant>/<mean>.json");
      }
      String station = matcher.group(1);
      ThingId thing = new ThingId("luft-" + Slugs.of(station));
      things.computeIfAbsent(
          thing, id -> describe(id, station, stations.getOrDefault(station, List.of())));
      boolean daily = matcher.group(3).equals("1TMW");
      String property = PROPERTIES.get(matcher.group(2) + "/" + matcher.group(3));
      if (property == null) {
        throw new IOException(file + ": unknown mean " + matcher.group(2) + "/" + matcher.group(3));
      }
      sources.add(new DocumentSource(file, () -> read(Json.read(file), thing, property, daily)));
    }
    return new MergedRecording(
        ID,
        "Aufzeichnung Luftqualität",
        Theme.AIR,
        List.copyOf(things.values()),
        sources,
        List.of());
  }

  private static List<Measurement> read(
      JsonNode document, ThingId thing, String property, boolean daily) {
    List<Measurement> measurements = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : document.properties()) {
      Instant day = LocalDate.parse(entry.getKey(), DAY).atStartOfDay().toInstant(WINTER_TIME);
      int hour = 0;
      for (JsonNode value : entry.getValue()) {
        hour++;
        // A mean of hours is stamped at its end, a mean of a day at its beginning.
        Instant time = daily ? day : day.plus(Duration.ofHours(hour));
        double number =
            value.isTextual() ? Double.parseDouble(value.textValue()) : value.doubleValue();
        measurements.add(new Readings().numberUnless(MISSING, property, number).of(thing, time));
      }
    }
    return measurements;
  }

  private static SimulatedThing describe(ThingId thing, String code, List<String> station) {
    return new SimulatedThing(
        thing,
        station.isEmpty() ? code : station.get(1),
        Theme.AIR,
        OWNER,
        station.isEmpty()
            ? null
            : new Location(Double.parseDouble(station.get(3)), Double.parseDouble(station.get(2))),
        PROPERTIES.values().stream().distinct().map(PropertyName::new).toList());
  }

  /** The list of stations lies beside the recording, in {@code stations}, if anywhere. */
  private static Map<String, List<String>> stations(Path file) throws IOException {
    Map<String, List<String>> byCode = new HashMap<>();
    for (Path above = file.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
      Path list = above.resolve("stations").resolve("air-quality-stations.csv");
      if (Files.exists(list)) {
        CsvSource.readAll(list).forEach(cells -> byCode.put(cells.get(0), cells));
        break;
      }
    }
    return byCode;
  }
}
