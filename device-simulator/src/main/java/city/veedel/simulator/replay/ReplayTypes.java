package city.veedel.simulator.replay;

import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The two types recordings are sent with. What a recording averages over another period than the
 * city's catalogue has a name and a period of its own.
 */
final class ReplayTypes {
  static final String REPLAY = "replay";
  static final String REPLAY_VEHICLES = "replay-vehicles";

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private ReplayTypes() {}

  static List<DeviceType> all() {
    return List.of(
        new DeviceType(
            REPLAY,
            "Replay of recordings",
            "json",
            AcceptedTime.ANY_PAST,
            true,
            false,
            properties()),
        new DeviceType(
            REPLAY_VEHICLES,
            "Replay of recorded shared vehicles",
            "json",
            AcceptedTime.ANY_PAST,
            true,
            true,
            Map.of()));
  }

  private static Map<PropertyName, ObservedProperty> properties() {
    Map<PropertyName, ObservedProperty> all = new LinkedHashMap<>();
    for (ObservedProperty property : averages()) {
      all.put(property.name(), property);
    }
    return all;
  }

  private static List<ObservedProperty> averages() {
    return List.of(
        // Umweltbundesamt: hourly values, sliding eight hours, calendar days.
        over(8, "o3_8h", "Ozon, Mittel über 8 Stunden", "Ozone, 8-hour mean", "ug/m3"),
        ofDay("so2_24h", "Schwefeldioxid, Tagesmittel", "Sulphur dioxide, daily mean", "ug/m3"),
        ofDay("pm10_24h", "Feinstaub PM10, Tagesmittel", "PM10, daily mean", "ug/m3"),
        // Airport, hourly means; the time is the beginning of the hour.
        ofHour("temperature", "Lufttemperatur", "Air temperature", "Cel"),
        ofHour("humidity", "Relative Luftfeuchte", "Relative humidity", "%"),
        ofHour("pressure", "Luftdruck", "Air pressure", "hPa"),
        ofHour("wind_speed", "Windgeschwindigkeit", "Wind speed", "m/s"),
        ofHour("wind_direction", "Windrichtung", "Wind direction", "deg"),
        // Deutscher Wetterdienst, days.
        ofDay("cloud_cover_day", "Bedeckungsgrad", "Cloud cover", "{octas}"),
        ofDay("humidity_day", "Relative Luftfeuchte", "Relative humidity", "%"),
        ofDay("vapour_pressure_day", "Dampfdruck", "Vapour pressure", "hPa"),
        ofDay("temperature_day", "Lufttemperatur", "Air temperature", "Cel"),
        ofDay("pressure_day", "Luftdruck", "Air pressure", "hPa"),
        ofDay("wind_speed_day", "Windgeschwindigkeit", "Wind speed", "m/s"),
        ofDay("temperature_ground_min_day", "Minimum am Boden", "Ground minimum", "Cel"),
        ofDay("temperature_min_day", "Tagesminimum", "Daily minimum", "Cel"),
        ofDay("temperature_max_day", "Tagesmaximum", "Daily maximum", "Cel"),
        ofDay("wind_gust_day", "Windspitze", "Strongest gust", "m/s"),
        ofDay("precipitation_day", "Niederschlag", "Precipitation", "mm"),
        ofDay("sunshine_day", "Sonnenscheindauer", "Sunshine duration", "h"),
        ofDay("snow_depth_day", "Schneehöhe", "Snow depth", "cm"));
  }

  /** A sliding mean over some hours, sent every hour, at their end. */
  private static ObservedProperty over(
      int hours, String name, String titleDe, String titleEn, String unit) {
    return property(name, titleDe, titleEn, unit, HOUR, Duration.ofHours(hours), TimeMarks.END);
  }

  private static ObservedProperty ofHour(String name, String titleDe, String titleEn, String unit) {
    return property(name, titleDe, titleEn, unit, HOUR, HOUR, TimeMarks.START);
  }

  private static ObservedProperty ofDay(String name, String titleDe, String titleEn, String unit) {
    return property(name, titleDe, titleEn, unit, DAY, DAY, TimeMarks.START);
  }

  private static ObservedProperty property(
      String name,
      String titleDe,
      String titleEn,
      String unit,
      Duration expected,
      Duration averaging,
      TimeMarks marks) {
    return new ObservedProperty(
        new PropertyName(name),
        titleDe,
        titleEn,
        unit,
        ResultType.NUMBER,
        expected,
        averaging,
        marks);
  }
}
