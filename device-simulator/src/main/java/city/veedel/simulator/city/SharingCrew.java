package city.veedel.simulator.city;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.SimulatedThing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stations of two sharing operators, and their bikes and scooters on the road. Positions go through
 * a type that pseudonymises; no vehicle is registered.
 */
final class SharingCrew {
  private static final Duration STATION_INTERVAL = Duration.ofSeconds(60);
  private static final Duration VEHICLE_INTERVAL = Duration.ofSeconds(6);
  private static final int STATIONS = 150;
  private static final int VEHICLES = 150;
  private static final double TRIP_MINUTES = 12;
  private static final double LONGEST_TRIP_METRES = 2_600;

  private final Chance chance;
  private final int scale;

  SharingCrew(Chance chance, int scale) {
    this.chance = chance;
    this.scale = scale;
  }

  void join(Crew crew) {
    stations(crew, "rad", "Leihrad", 0);
    stations(crew, "roller", "Roller", 1);
    vehicles(crew, "leihrad-fahrten", "Leihräder unterwegs", 0);
    vehicles(crew, "roller-fahrten", "Roller unterwegs", 1);
  }

  private void stations(Crew crew, String id, String title, int operator) {
    List<Places.Anchor> anchors = Places.anchors();
    List<CitySensor> stations = new ArrayList<>();
    for (int i = operator; i < STATIONS * scale; i += 2) {
      stations.add(station(crew, id, title, anchors.get(i % anchors.size()), i));
    }
    crew.device("sharing-" + id, "Sharing-Betreiber " + title, Theme.SHARING)
        .by(operator == 0 ? Channel.MQTT_5 : Channel.MQTT_3_1_1, Delivery.AT_LEAST_ONCE)
        .speaksFor(stations);
  }

  private CitySensor station(Crew crew, String id, String title, Places.Anchor anchor, int index) {
    Chance own = chance.of(id).of(index);
    Location place = Scatter.near(anchor.location(), 30, 140, own);
    int docks = 8 + own.below(20);
    double central = Math.exp(-Ground.metres(place, Ground.CENTRE) / 3000);
    return crew.sensor(
        Theme.SHARING,
        "station-" + id + "-" + (index + 1),
        title + "-Station " + anchor.name(),
        "Sharing-Betreiber (Demo)",
        place,
        STATION_INTERVAL,
        now -> {
          // By day the centre is full and the quarters are empty; by night the reverse.
          double tide = (2 * central - 0.8) * (now.bell(13, 4) - 0.4);
          double share = Math.clamp(0.5 + 0.55 * tide + 0.25 * own.wave(now.seconds() / 700), 0, 1);
          double vehicles = Math.rint(docks * share);
          return new Values()
              .whole("num_vehicles_available", vehicles)
              .whole("num_docks_available", docks - vehicles)
              .flag("is_renting", own.of((long) Math.floor(now.days())).share() > 0.02)
              .done();
        });
  }

  private void vehicles(Crew crew, String device, String title, int operator) {
    List<Places.Anchor> anchors = Places.anchors();
    List<CitySensor> vehicles = new ArrayList<>();
    for (int i = operator; i < VEHICLES * scale; i += 2) {
      vehicles.add(vehicle(device, anchors, i));
    }
    crew.device(device, title, Theme.SHARING)
        .by(Channel.MQTT_5, Delivery.AT_LEAST_ONCE)
        .pseudonymised()
        .speaksFor(vehicles);
  }

  private CitySensor vehicle(String device, List<Places.Anchor> anchors, int index) {
    Chance own = chance.of(device).of(index);
    List<Location> ways = neighbourhood(anchors, own);
    double range = own.between(4, 38);
    SimulatedThing thing =
        new SimulatedThing(
            new ThingId(device + "-" + (index + 1)),
            device,
            Theme.SHARING,
            "Sharing-Betreiber (Demo)",
            null,
            List.of(new PropertyName("vehicle_state"), new PropertyName("current_range")));
    return new CitySensor(
        thing,
        VEHICLE_INTERVAL,
        now ->
            new Values()
                .state("vehicle_state", isRiding(own, now) ? "in_use" : "available")
                .whole("current_range", range * 1000)
                .done(),
        now -> position(ways, own, now));
  }

  private static boolean isRiding(Chance own, Moment now) {
    return own.of("ride").of(trip(own, now)).share() < 0.6;
  }

  private static long trip(Chance own, Moment now) {
    return (long) Math.floor(now.seconds() / 60 / TRIP_MINUTES + own.share());
  }

  /** Stands at a place, or rides from one to the next; never across the water. */
  private static Location position(List<Location> ways, Chance own, Moment now) {
    double trips = now.seconds() / 60 / TRIP_MINUTES + own.share();
    long trip = (long) Math.floor(trips);
    int from = Math.floorMod(trip, ways.size());
    int to = Math.floorMod(trip + 1, ways.size());
    double share = trips - trip;
    if (!isRiding(own, now)) {
      // Parked: it will have been brought to the next place when the next trip begins.
      share = share < 0.5 ? 0 : 1;
    }
    return Ground.between(ways.get(from), ways.get(to), share);
  }

  /** A round of places near one another, each reached from the one before on dry ground. */
  private static List<Location> neighbourhood(List<Places.Anchor> anchors, Chance own) {
    List<Location> ways = new ArrayList<>();
    // The first forty are in and around the centre, where most vehicles are.
    Location home =
        anchors.get(own.below(own.of("where").share() < 0.7 ? 45 : anchors.size())).location();
    ways.add(home);
    for (int i = 0; i < anchors.size() && ways.size() < 5; i++) {
      Location next = anchors.get(own.of("next").of(i).below(anchors.size())).location();
      if (!ways.contains(next)
          && Ground.metres(ways.getLast(), next) < LONGEST_TRIP_METRES
          && Ground.isDryWay(ways.getLast(), next)
          && Ground.isDryWay(next, home)) {
        ways.add(next);
      }
    }
    return List.copyOf(ways);
  }
}
