package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedThing;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The Rhine at Köln. The city writes metres and local times, PEGELONLINE centimetres and times with
 * an offset; here everything is in centimetres.
 */
final class RhineLevel {
  private static final String ID = "water-rhein-koeln";
  private static final ThingId GAUGE = new ThingId("pegel-koeln");
  private static final Location PLACE = new Location(6.9633, 50.9369);
  private static final double CENTIMETRES_PER_METRE = 100;

  private RhineLevel() {}

  static boolean isCitySeries(Head head) {
    return head.firstLine().equals("datetime_local,water_level_m");
  }

  static boolean isPegelonline(Head head) {
    return head.text().startsWith("{")
        && head.text().contains("\"timeseries\"")
        && head.text().contains("\"currentMeasurement\"");
  }

  static boolean matches(Head head) {
    return isCitySeries(head) || isPegelonline(head);
  }

  static MergedRecording of(List<Path> files) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      if (isCitySeries(Head.of(file))) {
        sources.add(new CsvSource(file, header -> cells -> List.of(cityRow(cells))));
      } else {
        sources.add(new DocumentSource(file, () -> pegelonline(Json.read(file))));
      }
    }
    SimulatedThing gauge =
        new SimulatedThing(
            GAUGE,
            "Pegel Köln (Rhein-km 688)",
            Theme.WATER,
            "WSV, StEB Köln",
            PLACE,
            List.of(new PropertyName("water_level"), new PropertyName("discharge")));
    return new MergedRecording(
        ID, "Aufzeichnung Pegel Köln", Theme.WATER, List.of(gauge), sources, List.of());
  }

  private static Measurement cityRow(List<String> cells) {
    return new Readings()
        .number("water_level", Double.parseDouble(cells.get(1)) * CENTIMETRES_PER_METRE)
        .of(GAUGE, Readings.localTime(cells.get(0)));
  }

  private static List<Measurement> pegelonline(JsonNode document) {
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode series : document.path("timeseries")) {
      JsonNode current = series.path("currentMeasurement");
      String property =
          switch (series.path("shortname").asText()) {
            case "W" -> "water_level";
            case "Q" -> "discharge";
            default -> "";
          };
      if (!property.isEmpty() && current.has("value")) {
        measurements.add(
            new Readings()
                .number(property, current.path("value").asDouble())
                .of(GAUGE, OffsetDateTime.parse(current.path("timestamp").asText()).toInstant()));
      }
    }
    return measurements;
  }
}
