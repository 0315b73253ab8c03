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

/** Air and noise: reference stations, and cheap sensors of vendors good and bad. */
final class EnvironmentCrew {
  private static final Duration STATION_INTERVAL = Duration.ofSeconds(60);
  private static final Duration NODE_INTERVAL = Duration.ofMinutes(2);
  private static final Duration NOISE_INTERVAL = Duration.ofSeconds(60);
  private static final Duration NOISE_FAST = Duration.ofSeconds(3);
  private static final int AIR_NODES = 60;
  private static final int LORAWAN_AIR_NODES = 24;
  private static final int NOISE_SENSORS = 76;

  private final Chance chance;
  private final Weather weather;
  private final Traffic traffic;
  private final List<Streets.Street> streets;
  private final int scale;

  EnvironmentCrew(
      Chance chance, Weather weather, Traffic traffic, List<Streets.Street> streets, int scale) {
    this.chance = chance;
    this.weather = weather;
    this.traffic = traffic;
    this.streets = streets;
    this.scale = scale;
  }

  void join(Crew crew) {
    airStations(crew);
    airNodes(crew);
    lorawanAir(crew);
    badVendor(crew);
    noise(crew);
  }

  private void airStations(Crew crew) {
    int number = 0;
    for (Places.AirStation station : Places.airStations()) {
      number++;
      String id = "luft-" + Slugs.of(station.name());
      Air air = new Air(station.location(), station.trafficShare(), chance.of(id));
      CitySensor sensor =
          crew.sensor(
              Theme.AIR,
              id,
              "Luftmessstation " + station.name(),
              "LANUV (Demo)",
              station.location(),
              STATION_INTERVAL,
              now -> air.values(station.properties(), now));
      crew.device(id, "Luftmessstation " + station.name(), Theme.AIR)
          .by(number % 2 == 0 ? Channel.MQTT_5 : Channel.MQTT_3_1_1, Delivery.AT_LEAST_ONCE)
          .behaving(number == 3 ? Behaviour.CLUMSY : Behaviour.HONEST)
          .speaksFor(List.of(sensor));
    }
  }

  private void airNodes(Crew crew) {
    List<String> properties = List.of("pm10", "pm2_5", "temperature", "humidity");
    for (int i = 0; i < AIR_NODES * scale; i++) {
      CitySensor sensor = node(crew, "luftsensor-" + (i + 1), i, properties);
      crew.device("luftsensor-" + (i + 1), "Luftsensor " + (i + 1), Theme.AIR)
          .by(
              i % 5 == 4 ? Channel.MQTT_3_1_1 : Channel.MQTT_5,
              i % 9 == 8 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE)
          .senml(i % 2 == 0 ? PayloadFormat.SENML_JSON : PayloadFormat.SENML_CBOR)
          .speaksFor(List.of(sensor));
    }
  }

  private void lorawanAir(Crew crew) {
    List<String> properties = List.of("no2", "pm10", "temperature");
    List<CitySensor> nodes = new ArrayList<>();
    List<CitySensor> silent = new ArrayList<>();
    for (int i = 0; i < LORAWAN_AIR_NODES * scale; i++) {
      CitySensor sensor = node(crew, "lorawan-luft-" + (i + 1), AIR_NODES * scale + i, properties);
      (i % 3 == 0 ? silent : nodes).add(sensor);
    }
    crew.device("lorawan-luft", "LoRaWAN Netzwerkserver Luft", Theme.AIR)
        .behaving(Behaviour.BACKLOG)
        .speaksFor(nodes);
    crew.device("lorawan-luft-gateway-sued", "LoRaWAN Gateway Süd (ausgefallen)", Theme.AIR)
        .by(Channel.MQTT_3_1_1, Delivery.AT_LEAST_ONCE)
        .behaving(Behaviour.STALE)
        .speaksFor(silent);
  }

  private void badVendor(Crew crew) {
    List<String> properties = List.of("no2", "temperature");
    Channel[] channels = {Channel.MQTT_5, Channel.MQTT_3_1_1, Channel.COAP, Channel.MQTT_5};
    for (int i = 0; i < channels.length; i++) {
      String id = "billigsensor-" + (i + 1);
      CitySensor sensor = node(crew, id, 500 + i, properties);
      Crew.Hiring hiring =
          crew.device(id, "Billigsensor " + (i + 1), Theme.AIR)
              .by(channels[i], Delivery.AT_LEAST_ONCE)
              .behaving(Behaviour.NONSENSE);
      if (i == channels.length - 1) {
        hiring.senml(PayloadFormat.SENML_JSON);
      }
      hiring.speaksFor(List.of(sensor));
    }
  }

  private CitySensor node(Crew crew, String id, int index, List<String> properties) {
    Chance own = chance.of("node").of(index);
    Places.Anchor anchor = Places.anchors().get(own.below(Places.anchors().size()));
    Location place = Scatter.near(anchor.location(), 20, 350, own);
    Air air = new Air(place, own.between(0.1, 0.7), own);
    return crew.sensor(
        Theme.AIR,
        id,
        String.format(Locale.ROOT, "Luftsensor %s (%s)", anchor.name(), id),
        place,
        id.startsWith("billig") ? Duration.ofSeconds(20) : NODE_INTERVAL,
        now -> air.values(properties, now));
  }

  private void noise(Crew crew) {
    int count = NOISE_SENSORS * scale;
    int alone = count * 2 / 3;
    List<CitySensor> together = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CitySensor sensor = noiseSensor(crew, i);
      if (i >= alone) {
        together.add(sensor);
        continue;
      }
      crew.device("laerm-" + (i + 1), "Lärmmessstelle " + (i + 1), Theme.NOISE)
          .by(
              i % 2 == 0 ? Channel.MQTT_3_1_1 : Channel.MQTT_5,
              i % 11 == 10 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE)
          .speaksFor(List.of(sensor));
    }
    crew.device("laermkataster", "Lärmkataster", Theme.NOISE).speaksFor(together);
  }

  private CitySensor noiseSensor(Crew crew, int index) {
    Chance own = chance.of("noise").of(index);
    Streets.Street street = streets.get(Math.floorMod(index * 7 + 3, streets.size()));
    Location place = Scatter.near(street.at(own.share()), 15, 60, own);
    double base = own.between(36, 44);
    double loud =
        switch (street.kind()) {
          case MOTORWAY -> 36;
          case TRUNK, BRIDGE -> 33;
          case RADIAL -> 30;
          case URBAN -> 27;
        };
    return crew.sensor(
        Theme.NOISE,
        "laerm-" + (index + 1),
        "Lärmmessstelle " + street.name(),
        place,
        index % 6 == 0 ? NOISE_FAST : NOISE_INTERVAL,
        now -> {
          double demand = traffic.around(place, now);
          // Ten times the cars are ten decibels more.
          double level =
              base
                  + loud
                  + 10 * Math.log10(Math.max(0.03, demand))
                  + 4 * weather.rain(place, now)
                  + 1.8 * own.wave(now.seconds() / 12);
          return new Values().tenths("laeq", Math.clamp(level, 30, 95)).done();
        });
  }

  /** The air at one place. */
  private final class Air {
    private final Location place;
    private final double trafficShare;
    private final Chance own;

    Air(Location place, double trafficShare, Chance own) {
      this.place = place;
      this.trafficShare = trafficShare;
      this.own = own;
    }

    java.util.SequencedMap<city.veedel.model.PropertyName, city.veedel.model.Result> values(
        List<String> properties, Moment now) {
      Values values = new Values();
      for (String property : properties) {
        values.tenths(property, Math.max(0, value(property, now)));
      }
      return values.done();
    }

    private double value(String property, Moment now) {
      double rain = weather.rain(place, now);
      double stagnant = Math.clamp(3.2 / weather.windSpeed(now), 0.6, 2.2);
      double cars = traffic.around(place, now) * trafficShare;
      double wobble = 1 + 0.08 * own.wave(now.seconds() / 400);
      double no2 = (9 + 38 * cars) * stagnant * wobble;
      return switch (property) {
        case "no2" -> no2;
        case "no" -> (4 + 45 * cars) * stagnant * wobble;
        case "o3" -> Math.max(2, 62 * weather.sun(place, now) + 26 - 0.6 * no2) * wobble;
        case "so2" -> (1.5 + 2.5 * own.share()) * stagnant * wobble;
        case "co" -> (180 + 420 * cars) * stagnant * wobble;
        case "pm10" -> (11 + 14 * cars) * stagnant * wobble * (1 - 0.55 * Math.min(1, rain * 1.5));
        case "pm2_5" -> (7 + 6 * cars) * stagnant * wobble * (1 - 0.5 * Math.min(1, rain * 1.5));
        case "temperature" -> weather.temperature(place, now) + 0.4 * own.wave(now.seconds() / 900);
        case "humidity" -> weather.humidity(place, now);
        default -> throw new IllegalStateException("no air sensor measures " + property);
      };
    }
  }
}
