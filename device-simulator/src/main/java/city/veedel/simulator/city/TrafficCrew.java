package city.veedel.simulator.city;

import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.Slugs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The traffic computer: one controller per street, each with detectors in both directions. */
final class TrafficCrew {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  /** Some detectors stream, so that the map is seen to live. */
  private static final Duration FAST = Duration.ofSeconds(5);

  private static final int FAST_EVERY = 12;

  private final Chance chance;
  private final Traffic traffic;
  private final List<Streets.Street> streets;
  private final int scale;

  TrafficCrew(Chance chance, Traffic traffic, List<Streets.Street> streets, int scale) {
    this.chance = chance;
    this.traffic = traffic;
    this.streets = streets;
    this.scale = scale;
  }

  void join(Crew crew) {
    int number = 0;
    int detector = 0;
    for (Streets.Street street : streets) {
      List<CitySensor> detectors = new ArrayList<>();
      int count = street.sensors() * scale;
      for (int i = 0; i < count; i++) {
        detectors.add(detector(crew, street, i, count, detector++ % FAST_EVERY == 0));
      }
      number++;
      crew.device(
              "verkehr-" + Slugs.of(street.name()),
              "Verkehrsrechner " + street.name(),
              Theme.TRAFFIC)
          .by(channelOf(number), deliveryOf(number))
          .behaving(number % 25 == 0 ? Behaviour.CLUMSY : Behaviour.HONEST)
          .speaksFor(detectors);
    }
  }

  private static Channel channelOf(int number) {
    return number % 3 == 0 ? Channel.MQTT_3_1_1 : Channel.MQTT_5;
  }

  /** QoS 2 goes with 3.1.1, where a PUBREC cannot refuse. */
  private static Delivery deliveryOf(int number) {
    if (number % 12 == 0) {
      return Delivery.EXACTLY_ONCE;
    }
    return number % 10 == 7 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE;
  }

  private CitySensor detector(
      Crew crew, Streets.Street street, int index, int count, boolean isFast) {
    boolean isInbound = index % 2 == 0;
    Location place = placeOf(street, index, count);
    Chance own = chance.of(street.name()).of(index);
    String name = street.name() + " " + (index + 1);
    return crew.sensor(
        Theme.TRAFFIC,
        "verkehr-" + Slugs.of(street.name()) + "-" + (index + 1),
        name,
        place,
        isFast ? FAST : INTERVAL,
        now -> {
          Traffic.Flow flow = traffic.at(street, place, isInbound, own, now);
          return new Values()
              .whole("vehicles_per_hour", flow.vehiclesPerHour())
              .tenths("speed", flow.speed())
              .tenths("occupancy", flow.occupancy())
              .done();
        });
  }

  /** Along the street; on a bridge over the Rhine at its heads, as near the water as is dry. */
  private static Location placeOf(Streets.Street street, int index, int count) {
    double share = (index + 0.5) / count;
    if (street.kind() == Streets.Kind.BRIDGE) {
      double step = 1.0 / 50;
      double direction = share < 0.5 ? -step : step;
      while (share > 0 && share < 1 && Ground.isRhine(street.at(share))) {
        share += direction;
      }
    }
    return street.at(Math.clamp(share, 0, 1));
  }
}
