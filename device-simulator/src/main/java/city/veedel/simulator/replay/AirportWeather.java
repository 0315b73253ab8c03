package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedThing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Weather at Köln/Bonn airport. EDDK: hourly means, Unix seconds, Kelvin; an hour that is absent is
 * a gap in time, an empty cell a missing value. DWD: days of Köln's calendar, -999 is missing; days
 * from November 2012 on are there twice, with the same values, and are sent twice.
 */
final class AirportWeather {
  private static final String ID = "weather-koeln-bonn";
  private static final ThingId EDDK = new ThingId("wetter-eddk");
  private static final ThingId DWD = new ThingId("wetter-dwd-2667");
  private static final Location AIRPORT = new Location(7.1427, 50.8659);
  private static final Location WEATHER_SERVICE = new Location(7.1575, 50.8645);
  private static final double KELVIN_TO_CELSIUS = -273.15;
  private static final double MISSING = -999;
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /** Columns of the DWD file, and what they are here. */
  private static final Map<String, String> DAILY =
      Map.ofEntries(
          Map.entry("BEDECKUNGSGRAD", "cloud_cover_day"),
          Map.entry("REL_FEUCHTE", "humidity_day"),
          Map.entry("DAMPFDRUCK", "vapour_pressure_day"),
          Map.entry("LUFTTEMPERATUR", "temperature_day"),
          Map.entry("LUFTDRUCK_STATIONSHOEHE", "pressure_day"),
          Map.entry("WINDGESCHWINDIGKEIT", "wind_speed_day"),
          Map.entry("LUFTTEMP_AM_ERDB_MINIMUM", "temperature_ground_min_day"),
          Map.entry("LUFTTEMPERATUR_MINIMUM", "temperature_min_day"),
          Map.entry("LUFTTEMPERATUR_MAXIMUM", "temperature_max_day"),
          Map.entry("WINDSPITZE_MAXIMUM", "wind_gust_day"),
          Map.entry("NIEDERSCHLAGSHOEHE", "precipitation_day"),
          Map.entry("SONNENSCHEINDAUER", "sunshine_day"),
          Map.entry("SCHNEEHOEHE", "snow_depth_day"));

  private AirportWeather() {}

  static boolean isHourly(Head head) {
    return head.firstLine().startsWith("timestamp,hum_count,hum_min");
  }

  static boolean isDaily(Head head) {
    return head.firstLine().startsWith("Mess_Datum,Qualitaets_Niveau,");
  }

  static boolean matches(Head head) {
    return isHourly(head) || isDaily(head);
  }

  static MergedRecording of(List<Path> files) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(
          new CsvSource(
              file,
              isHourly(Head.of(file))
                  ? header -> cells -> List.of(hour(header, cells))
                  : header -> cells -> List.of(day(header, cells))));
    }
    return new MergedRecording(
        ID, "Aufzeichnung Wetter Köln/Bonn", Theme.WEATHER, things(), sources, List.of());
  }

  private static List<SimulatedThing> things() {
    return List.of(
        new SimulatedThing(
            EDDK,
            "Flughafen Köln/Bonn (EDDK)",
            Theme.WEATHER,
            "OpenWeatherMap (CC-BY-SA 2.0)",
            AIRPORT,
            names(List.of("temperature", "humidity", "pressure", "wind_speed", "wind_direction"))),
        new SimulatedThing(
            DWD,
            "Wetterwarte Köln/Bonn (DWD 2667)",
            Theme.WEATHER,
            "Deutscher Wetterdienst",
            WEATHER_SERVICE,
            names(DAILY.values().stream().sorted().toList())));
  }

  private static List<PropertyName> names(List<String> names) {
    return names.stream().map(PropertyName::new).toList();
  }

  private static Measurement hour(List<String> header, List<String> cells) {
    Instant time = Instant.ofEpochSecond(Long.parseLong(cells.get(0)));
    return new Readings()
        .cell("humidity", cell(header, cells, "hum_mean"), 0)
        .cell("pressure", cell(header, cells, "press_mean"), 0)
        .cell("temperature", cell(header, cells, "temp_mean"), KELVIN_TO_CELSIUS)
        .cell("wind_speed", cell(header, cells, "windspeed_mean"), 0)
        .cell("wind_direction", cell(header, cells, "winddir"), 0)
        .of(EDDK, time);
  }

  private static String cell(List<String> header, List<String> cells, String column) {
    int index = header.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException("there is no column " + column);
    }
    return cells.get(index);
  }

  private static Measurement day(List<String> header, List<String> cells) {
    Readings readings = new Readings();
    for (int i = 0; i < header.size(); i++) {
      String property = DAILY.get(header.get(i));
      if (property != null) {
        readings.numberUnless(MISSING, property, Double.parseDouble(cells.get(i)));
      }
    }
    return readings.of(DWD, Readings.dayStart(LocalDate.parse(cells.get(0), DAY)));
  }
}
