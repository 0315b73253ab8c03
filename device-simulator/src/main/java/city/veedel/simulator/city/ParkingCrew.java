package city.veedel.simulator.city;

import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.Slugs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Garages of three operators, and single spaces that a LoRaWAN network server reports. */
final class ParkingCrew {
  private static final Duration CENTRE_INTERVAL = Duration.ofSeconds(60);
  private static final Duration OUTER_INTERVAL = Duration.ofMinutes(2);
  private static final Duration SPACE_INTERVAL = Duration.ofSeconds(90);
  private static final double CENTRE_METRES = 1_900;
  private static final int SPACES = 200;
  private static final int SPACES_PER_SERVER = 50;

  private final Chance chance;
  private final int scale;

  ParkingCrew(Chance chance, int scale) {
    this.chance = chance;
    this.scale = scale;
  }

  void join(Crew crew) {
    List<CitySensor> centre = new ArrayList<>();
    List<CitySensor> outer = new ArrayList<>();
    List<CitySensor> parkAndRide = new ArrayList<>();
    for (Places.Garage garage : Places.garages()) {
      CitySensor sensor = garage(crew, garage);
      if (garage.name().contains("P+R")) {
        parkAndRide.add(sensor);
      } else if (isCentral(garage.location())) {
        centre.add(sensor);
      } else {
        outer.add(sensor);
      }
    }
    crew.device("parkleitsystem", "Parkleitsystem Innenstadt", Theme.PARKING).speaksFor(centre);
    crew.device("parkhausbetreiber", "Parkhausbetreiber", Theme.PARKING)
        .by(Channel.MQTT_3_1_1, Delivery.AT_LEAST_ONCE)
        .speaksFor(outer);
    crew.device("park-and-ride", "Park and Ride", Theme.PARKING)
        .by(Channel.MQTT_5, Delivery.AT_LEAST_ONCE)
        .speaksFor(parkAndRide);
    spaces(crew);
  }

  private static boolean isCentral(Location place) {
    return Ground.metres(place, Ground.CENTRE) < CENTRE_METRES;
  }

  private CitySensor garage(Crew crew, Places.Garage garage) {
    Chance own = chance.of(garage.name());
    boolean central = isCentral(garage.location());
    return crew.sensor(
        Theme.PARKING,
        "parkhaus-" + Slugs.of(garage.name()),
        "Parkhaus " + garage.name(),
        garage.location(),
        central ? CENTRE_INTERVAL : OUTER_INTERVAL,
        now -> {
          double full = fullness(central, garage.name().contains("P+R"), own, now);
          boolean open = central || now.hour() >= 5;
          return new Values()
              .whole("free_spaces", garage.capacity() * (1 - full))
              .whole("capacity", garage.capacity())
              .state("state", open ? "open" : "closed")
              .done();
        });
  }

  /** Share of spaces taken: the centre fills towards the early afternoon and at night out. */
  private static double fullness(boolean central, boolean parkAndRide, Chance own, Moment now) {
    double shopping = now.day() == java.time.DayOfWeek.SATURDAY ? 0.82 : 0.62;
    double share;
    if (parkAndRide) {
      share = now.isWeekend() ? 0.12 : 0.08 + 0.75 * now.bell(11.5, 3.2);
    } else if (central) {
      share =
          0.18
              + (now.day() == java.time.DayOfWeek.SUNDAY ? 0.3 : shopping) * now.bell(13.8, 3.4)
              + 0.22 * now.bell(20.5, 1.8);
    } else {
      share = 0.15 + 0.5 * now.bell(12.5, 3.5);
    }
    double wobble = 0.08 * own.wave(now.hours() * 2) + 0.02 * own.wave(now.seconds() / 90);
    return Math.clamp(share * own.between(0.85, 1.15) + wobble, 0.02, 1);
  }

  private void spaces(Crew crew) {
    List<Places.Anchor> anchors = Places.anchors();
    int count = SPACES * scale;
    int servers = (count + SPACES_PER_SERVER - 1) / SPACES_PER_SERVER;
    for (int server = 0; server < servers; server++) {
      List<CitySensor> spaces = new ArrayList<>();
      for (int i = server; i < count; i += servers) {
        spaces.add(space(crew, anchors.get(i % anchors.size()), i));
      }
      // Who parks where and when is nobody's business: internal.
      crew.device(
              "lorawan-parken-" + (server + 1),
              "LoRaWAN Einzelstellplätze " + (server + 1),
              Theme.PARKING)
          .by(server % 2 == 0 ? Channel.MQTT_5 : Channel.MQTT_3_1_1, Delivery.AT_LEAST_ONCE)
          .internal()
          .speaksFor(spaces);
    }
  }

  private CitySensor space(Crew crew, Places.Anchor anchor, int index) {
    Chance own = chance.of("space").of(index);
    Location place = Scatter.near(anchor.location(), 60, 180, own);
    double stayMinutes = own.between(15, 75);
    double battery = own.between(40, 100);
    String name = String.format(Locale.ROOT, "Stellplatz %s %d", anchor.name(), index + 1);
    return crew.sensor(
        Theme.PARKING,
        "stellplatz-" + (index + 1),
        name,
        place,
        SPACE_INTERVAL,
        now -> {
          double slot = Math.floor(now.seconds() / 60 / stayMinutes + own.share());
          double share = 0.45 + 0.4 * now.bell(12.5, 4) + 0.2 * now.bell(20, 3);
          return new Values()
              .flag("occupied", own.of((long) slot).share() < share)
              .whole("battery", battery)
              .done();
        });
  }
}
