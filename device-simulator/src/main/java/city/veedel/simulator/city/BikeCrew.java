package city.veedel.simulator.city;

import city.veedel.model.Theme;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.PayloadFormat;
import city.veedel.simulator.device.Slugs;
import java.time.Duration;
import java.util.List;

/** Bicycle counters: battery and modem each, so they speak CoAP for themselves. */
final class BikeCrew {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final int SECURE_EVERY = 4;
  private static final int UNASSURED_EVERY = 6;

  private final Chance chance;
  private final Weather weather;

  BikeCrew(Chance chance, Weather weather) {
    this.chance = chance;
    this.weather = weather;
  }

  void join(Crew crew) {
    int number = 0;
    for (Places.BikeCounter counter : Places.bikeCounters()) {
      number++;
      Crew.Hiring hiring =
          crew.device(
                  "radzaehler-" + Slugs.of(counter.name()),
                  "Radzählstelle " + counter.name(),
                  Theme.BIKE_COUNT)
              .by(
                  number % SECURE_EVERY == 0 ? Channel.COAPS : Channel.COAP,
                  number % UNASSURED_EVERY == 5 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE);
      if (number % 3 == 0) {
        hiring.senml(PayloadFormat.SENML_CBOR);
      } else if (number % 3 == 1) {
        hiring.senml(PayloadFormat.SENML_JSON);
      }
      hiring.speaksFor(List.of(counter(crew, counter)));
    }
  }

  private CitySensor counter(Crew crew, Places.BikeCounter counter) {
    Chance own = chance.of(counter.name());
    double busiest = own.between(60, 190);
    double battery = own.between(55, 100);
    return crew.sensor(
        Theme.BIKE_COUNT,
        "radzaehler-" + Slugs.of(counter.name()),
        "Radzählstelle " + counter.name(),
        counter.location(),
        INTERVAL,
        now -> {
          double rain = weather.rain(counter.location(), now);
          double mild =
              Math.clamp(0.45 + weather.temperature(counter.location(), now) / 40, 0.25, 1.1);
          double wanted = counter.isCommuter() ? commuting(now) : leisure(now);
          double riders =
              busiest
                  * wanted
                  * mild
                  * (1 - 0.65 * Math.min(1, rain * 1.6))
                  * (1 + 0.12 * own.wave(now.seconds() / 300));
          return new Values().whole("bikes", Math.max(0, riders)).whole("battery", battery).done();
        });
  }

  private static double commuting(Moment now) {
    if (now.isWeekend()) {
      return 0.03 + 0.45 * now.bell(15, 3.5);
    }
    return 0.03 + now.bell(8.1, 0.9) + 0.30 * now.bell(13, 3) + 0.9 * now.bell(17.5, 1.5);
  }

  private static double leisure(Moment now) {
    return 0.02 + (now.isWeekend() ? 1.0 : 0.5) * now.bell(15.5, 2.8);
  }
}
