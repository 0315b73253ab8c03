package city.veedel.simulator.expected;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What a recording holds, per property: read line by line, knowing nothing of the replay. */
public final class ExpectedNumbers {
  private final SortedMap<String, Numbers> byProperty = new TreeMap<>();
  private final Set<String> keys = new HashSet<>();

  private ExpectedNumbers() {}

  /**
   * One property's numbers.
   *
   * @param observations sent, gaps and repetitions among them
   * @param distinct by thing and time: what a database holds afterwards
   * @param missing observations that say "no value"
   * @param sum of the values, true as 1, states as 0; repetitions added again
   */
  public record Numbers(long observations, long distinct, long missing, double sum) {
    Numbers plus(double value, boolean isMissing, boolean isNew) {
      return new Numbers(
          observations + 1,
          distinct + (isNew ? 1 : 0),
          missing + (isMissing ? 1 : 0),
          sum + (isMissing ? 0 : value));
    }
  }

  /**
   * @param directory of one recording, with the name it has in the shared data
   */
  public static SortedMap<String, Numbers> of(Path directory) throws IOException {
    ExpectedNumbers expected = new ExpectedNumbers();
    String name = String.valueOf(directory.getFileName());
    switch (name) {
      case "traffic-koeln-load" -> expected.traffic(directory);
      case "bike-counters-koeln" -> expected.bikes(directory);
      case "parking-koeln" -> expected.parking(directory);
      case "air-uba-koeln" -> expected.air(directory);
      case "weather-koeln-bonn" -> expected.weather(directory);
      case "sharing-koeln-kvbrad" -> expected.sharing(directory);
      case "water-rhein-koeln" -> expected.water(directory);
      default -> throw new IllegalArgumentException("no such recording: " + name);
    }
    return expected.byProperty;
  }

  private void add(String property, @Nullable Double value, String key) {
    boolean isNew = key.isEmpty() || keys.add(property + "|" + key);
    byProperty.merge(
        property,
        new Numbers(0, 0, 0, 0).plus(value == null ? 0 : value, value == null, isNew),
        (old, one) ->
            new Numbers(
                old.observations + one.observations,
                old.distinct + one.distinct,
                old.missing + one.missing,
                old.sum + one.sum));
  }

  private void traffic(Path directory) throws IOException {
    for (Path file : files(directory, "load_.*\\.csv\\.gz")) {
      for (String line : (Iterable<String>) lines(file).skip(1)::iterator) {
        String level = line.split(",", -1)[2];
        // No key: rows were found to be unique, and two million of them would fill the memory.
        add("load_level", level.equals("16") ? null : Double.valueOf(level), "");
      }
    }
  }

  private void bikes(Path directory) throws IOException {
    for (Path file : files(directory, "(?!counters).*\\.csv")) {
      for (String line : (Iterable<String>) lines(file).skip(1)::iterator) {
        String[] cells = line.strip().split(",", -1);
        add("bikes_per_day", Double.valueOf(cells[1]), file.getFileName() + cells[0]);
      }
    }
  }

  private void parking(Path directory) throws IOException {
    for (Path file : files(directory, "koeln-occupancy.*\\.csv\\.gz")) {
      for (String line : (Iterable<String>) lines(file).skip(1)::iterator) {
        String[] cells = line.split(",", -1);
        for (int i = 1; i < cells.length; i++) {
          if (!cells[i].isEmpty()) {
            add("free_spaces", Double.valueOf(cells[i]), i + "@" + cells[0]);
          }
        }
      }
    }
    for (Path file : files(directory, "koeln-live-arcgis.*\\.json")) {
      Matcher garage =
          Pattern.compile(
                  "\"IDENTIFIER\":\"([^\"]*)\"[^}]*\"KAPAZITAET\":(-?\\d+),\"TENDENZ\":(-?\\d+)")
              .matcher(text(file));
      while (garage.find()) {
        add("free_spaces", unless(-1, garage.group(2)), "arcgis" + garage.group(1));
        add("trend", unless(-1, garage.group(3)), "arcgis" + garage.group(1));
      }
    }
    for (Path file : files(directory, "koeln-live-2.*\\.json")) {
      Matcher garage =
          Pattern.compile(
                  "\"shortname\":\"([^\"]*)\".*?\"capacity\":\"(\\d+)\",\"free\":\"(\\d+)\".*?"
                      + "\"has_livedata\":\"(\\d)\"")
              .matcher(text(file));
      while (garage.find()) {
        boolean live = garage.group(4).equals("1");
        add("free_spaces", live ? Double.valueOf(garage.group(3)) : null, "live" + garage.group(1));
        add("capacity", Double.valueOf(garage.group(2)), "live" + garage.group(1));
        add("state", 0.0, "live" + garage.group(1));
      }
    }
  }

  private static @Nullable Double unless(double missing, String number) {
    double value = Double.parseDouble(number);
    return value == missing ? null : value;
  }

  private void air(Path directory) throws IOException {
    Map<String, String> names =
        Map.of(
            "NO2/1SMW.json", "no2",
            "O3/1SMW.json", "o3",
            "O3/8SMW.json", "o3_8h",
            "SO2/1SMW.json", "so2",
            "SO2/1TMW.json", "so2_24h",
            "PM1/1TMW.json", "pm10_24h");
    for (Path file : files(directory, ".*SMW\\.json|.*TMW\\.json")) {
      Path kind = file.subpath(file.getNameCount() - 2, file.getNameCount());
      String property = String.valueOf(names.get(kind.toString().replace('\\', '/')));
      Matcher day = Pattern.compile("\"(\\d{8})\": \\[([^]]*)]").matcher(text(file));
      while (day.find()) {
        String[] values = day.group(2).replace("\"", "").split(",", -1);
        for (int hour = 0; hour < values.length; hour++) {
          add(
              property,
              unless(-999, values[hour].strip()),
              file.getName(file.getNameCount() - 3) + day.group(1) + "h" + hour);
        }
      }
    }
  }

  private void weather(Path directory) throws IOException {
    for (Path file : files(directory, "eddk.*\\.csv")) {
      for (String line : (Iterable<String>) lines(file).skip(1)::iterator) {
        String[] cells = line.split(",", -1);
        add("humidity", number(cells[4]), cells[0]);
        add("pressure", number(cells[8]), cells[0]);
        Double kelvin = number(cells[12]);
        add("temperature", kelvin == null ? null : kelvin - 273.15, cells[0]);
        add("wind_speed", number(cells[16]), cells[0]);
        add("wind_direction", number(cells[17]), cells[0]);
      }
    }
    List<String> names =
        List.of(
            "cloud_cover_day",
            "humidity_day",
            "vapour_pressure_day",
            "temperature_day",
            "pressure_day",
            "wind_speed_day",
            "temperature_ground_min_day",
            "temperature_min_day",
            "temperature_max_day",
            "wind_gust_day",
            "",
            "precipitation_day",
            "sunshine_day",
            "snow_depth_day");
    for (Path file : files(directory, "dwd.*\\.csv\\.gz")) {
      for (String line : (Iterable<String>) lines(file).skip(1)::iterator) {
        String[] cells = line.split(",", -1);
        for (int i = 0; i < names.size(); i++) {
          if (!names.get(i).isEmpty()) {
            add(names.get(i), unless(-999, cells[i + 2]), cells[0]);
          }
        }
      }
    }
  }

  private static @Nullable Double number(String cell) {
    return cell.isEmpty() ? null : Double.valueOf(cell);
  }

  private void sharing(Path directory) throws IOException {
    for (Path file : files(directory, "station_status\\.json")) {
      Matcher station =
          Pattern.compile(
                  "\"station_id\": \"(\\d+)\",\\s*\"num_(?:bikes|vehicles)_available\": (\\d+)")
              .matcher(text(file));
      while (station.find()) {
        add("num_vehicles_available", Double.valueOf(station.group(2)), station.group(1));
        add("is_renting", 1.0, station.group(1));
        add("is_returning", 1.0, station.group(1));
      }
    }
    for (Path file : files(directory, "free_bike_status\\.json|vehicle_status\\.json")) {
      Matcher bike = Pattern.compile("\"(?:bike|vehicle)_id\": \"([^\"]+)\"").matcher(text(file));
      while (bike.find()) {
        add("vehicle_state", 0.0, bike.group(1));
      }
    }
    for (Path file : files(directory, "nextbike-live.*\\.xml")) {
      Matcher place = Pattern.compile("<place [^>]*>").matcher(text(file));
      while (place.find()) {
        String tag = place.group();
        if (tag.contains("spot=\"1\"")) {
          add(
              "num_vehicles_available",
              Double.valueOf(attribute(tag, "bikes")),
              file.getFileName() + attribute(tag, "uid"));
        } else {
          for (String number : attribute(tag, "bike_numbers").split(",", -1)) {
            if (!number.isEmpty()) {
              add("vehicle_state", 0.0, file.getFileName() + number);
            }
          }
        }
      }
    }
  }

  private static String attribute(String tag, String name) {
    Matcher matcher = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(tag);
    return matcher.find() ? matcher.group(1) : "";
  }

  private void water(Path directory) throws IOException {
    for (Path file : files(directory, "pegel-koeln.*\\.csv")) {
      for (String line : (Iterable<String>) lines(file).skip(1)::iterator) {
        String[] cells = line.split(",", -1);
        add("water_level", Double.parseDouble(cells[1]) * 100, cells[0]);
      }
    }
    for (Path file : files(directory, "pegelonline.*\\.json")) {
      Matcher series =
          Pattern.compile(
                  "\"shortname\": \"([QW])\".*?\"currentMeasurement\".*?\"value\": ([\\d.]+)",
                  Pattern.DOTALL)
              .matcher(text(file));
      while (series.find()) {
        add(
            series.group(1).equals("W") ? "water_level" : "discharge",
            Double.valueOf(series.group(2)),
            "pegelonline");
      }
    }
  }

  private static List<Path> files(Path directory, String name) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(path -> String.valueOf(path.getFileName()).matches(name))
          .sorted()
          .toList();
    }
  }

  private static Stream<String> lines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    return new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8))
        .lines()
        .onClose(() -> {
          try {
            content.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
