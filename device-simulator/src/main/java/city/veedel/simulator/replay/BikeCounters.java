package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.SimulatedThing;
import city.veedel.simulator.device.Slugs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Riders per local day of the permanent bicycle counters, a file per counter. Days are missing;
 * zero is a count. Positions come from {@code counters.csv} beside them and are approximate.
 */
final class BikeCounters {
  private static final String ID = "bike-counters-koeln";
  private static final String OWNER = "Stadt Köln";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy");

  private BikeCounters() {}

  static boolean matches(Head head) {
    return head.firstLine().equals("Datum,Zaehlerstand");
  }

  static MergedRecording of(List<Path> files) throws IOException {
    Map<String, List<String>> counters = counters(files.getFirst().resolveSibling("counters.csv"));
    List<SimulatedThing> things = new ArrayList<>();
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      ThingId thing = new ThingId("zaehlstelle-" + Slugs.of(name.replace(".csv", "")));
      things.add(describe(thing, name, counters.getOrDefault(name, List.of())));
      sources.add(
          new CsvSource(
              file,
              header ->
                  cells ->
                      List.of(
                          new Readings()
                              .number("bikes_per_day", Double.parseDouble(cells.get(1)))
                              .of(thing, Readings.dayStart(LocalDate.parse(cells.get(0), DAY))))));
    }
    return new MergedRecording(
        ID, "Aufzeichnung Radzählstellen Köln", Theme.BIKE_COUNT, things, sources, List.of());
  }

  private static SimulatedThing describe(ThingId thing, String file, List<String> counter) {
    return new SimulatedThing(
        thing,
        counter.isEmpty() ? file : counter.get(1) + " (Lage ungefähr)",
        Theme.BIKE_COUNT,
        OWNER,
        counter.isEmpty()
            ? null
            : new Location(Double.parseDouble(counter.get(2)), Double.parseDouble(counter.get(3))),
        List.of(new PropertyName("bikes_per_day")));
  }

  private static Map<String, List<String>> counters(Path path) throws IOException {
    Map<String, List<String>> byFile = new HashMap<>();
    if (Files.exists(path)) {
      CsvSource.readAll(path).forEach(cells -> byFile.put(cells.get(0), cells));
    }
    return byFile;
  }
}
