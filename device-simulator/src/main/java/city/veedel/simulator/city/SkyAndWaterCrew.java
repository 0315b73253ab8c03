package city.veedel.simulator.city;

import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.PayloadFormat;
import city.veedel.simulator.device.Slugs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Weather stations, gauges on the Rhine and on the brooks. */
final class SkyAndWaterCrew {
  private static final Duration WEATHER_INTERVAL = Duration.ofSeconds(60);
  private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(60);
  private static final int WEATHER_STATIONS = 46;

  /** Near the usual level, a centimetre more at Köln is about this much more water. */
  private static final double CUBIC_METRES_PER_CENTIMETRE = 8.5;

  private final Chance chance;
  private final Weather weather;
  private final int scale;

  SkyAndWaterCrew(Chance chance, Weather weather, int scale) {
    this.chance = chance;
    this.weather = weather;
    this.scale = scale;
  }

  void join(Crew crew) {
    List<Places.Anchor> anchors = Places.anchors();
    for (int i = 0; i < WEATHER_STATIONS * scale; i++) {
      Places.Anchor anchor = anchors.get(Math.floorMod(i * 3, anchors.size()));
      String id = "wetter-" + (i + 1);
      Crew.Hiring hiring = crew.device(id, "Wetterstation " + anchor.name(), Theme.WEATHER);
      switch (i % 4) {
        case 0 -> hiring.by(Channel.COAP, Delivery.AT_LEAST_ONCE).senml(PayloadFormat.SENML_JSON);
        case 1 -> hiring.by(Channel.MQTT_5, Delivery.AT_LEAST_ONCE);
        case 2 ->
            hiring.by(Channel.COAP, i % 8 == 6 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE);
        default -> hiring.by(Channel.MQTT_3_1_1, Delivery.AT_LEAST_ONCE);
      }
      hiring.speaksFor(List.of(station(crew, id, anchor, i)));
    }
    gauges(crew);
  }

  private CitySensor station(Crew crew, String id, Places.Anchor anchor, int index) {
    Chance own = chance.of("weather").of(index);
    Location place = Scatter.near(anchor.location(), 10, 120, own);
    double windy = own.between(0.7, 1.2);
    return crew.sensor(
        Theme.WEATHER,
        id,
        String.format(Locale.ROOT, "Wetterstation %s", anchor.name()),
        place,
        WEATHER_INTERVAL,
        now -> {
          Values values =
              new Values()
                  .tenths("temperature", weather.temperature(place, now))
                  .tenths("humidity", weather.humidity(place, now))
                  .tenths("pressure", weather.pressure(now));
          if (index % 2 == 0) {
            values
                .tenths("wind_speed", weather.windSpeed(now) * windy)
                .whole("wind_direction", weather.windDirection(now));
          }
          return values.tenths("precipitation", weather.precipitation(place, now)).done();
        });
  }

  private void gauges(Crew crew) {
    List<CitySensor> rhine = new ArrayList<>();
    for (Places.Gauge gauge : Places.gauges()) {
      String id = "pegel-" + Slugs.of(gauge.name());
      CitySensor sensor =
          crew.sensor(
              Theme.WATER,
              id,
              "Pegel " + gauge.name(),
              gauge.isRhine() ? "WSV (Demo)" : "StEB Köln (Demo)",
              gauge.location(),
              GAUGE_INTERVAL,
              gauge.isRhine() ? rhine(gauge) : brook(gauge));
      if (gauge.isRhine()) {
        rhine.add(sensor);
      } else {
        crew.device(id, "Pegel " + gauge.name(), Theme.WATER)
            .by(Channel.COAPS, Delivery.AT_LEAST_ONCE)
            .speaksFor(List.of(sensor));
      }
    }
    crew.device("wsv-rhein", "Pegel der Wasserstraßenverwaltung", Theme.WATER).speaksFor(rhine);
  }

  private CitySensor.Measuring rhine(Places.Gauge gauge) {
    Chance river = chance.of("rhine");
    return now -> {
      double level =
          gauge.levelCm() + 55 * river.wave(now.days() / 4) + 3 * river.wave(now.hours());
      Values values = new Values().whole("water_level", level);
      if (gauge.discharge() > 0) {
        values.whole(
            "discharge",
            gauge.discharge() + CUBIC_METRES_PER_CENTIMETRE * (level - gauge.levelCm()));
      }
      double season = 13 - 8 * Math.cos((now.dayOfYear() - 35) / 365.25 * 2 * Math.PI);
      return values.tenths("water_temperature", season + 0.6 * river.wave(now.days())).done();
    };
  }

  private CitySensor.Measuring brook(Places.Gauge gauge) {
    Chance own = chance.of(gauge.name());
    return now -> {
      double wet = weather.rainOfLastHours(gauge.location(), now);
      return new Values()
          .tenths("water_level", gauge.levelCm() + 26 * wet + 1.2 * own.wave(now.hours()))
          .tenths("water_temperature", 10 + 0.35 * weather.temperature(gauge.location(), now))
          .done();
    };
  }
}
