package city.veedel.simulator.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.Message;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.device.SimulatedThing;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The simulated Köln is the same for the same seed, complete, and plausible. */
class CityPlanTest {
  private static final CityPlan CITY = CityPlan.of(7, 1);

  /** A Tuesday; 7 UTC is 8 o'clock in Köln. */
  private static final Instant RUSH_HOUR = Instant.parse("2026-11-24T07:00:00Z");

  private static final Instant NIGHT = Instant.parse("2026-11-24T02:00:00Z");

  /** What a value may be; a property that is not here may not be sent. */
  private static final Map<String, double[]> RANGES =
      Map.ofEntries(
          Map.entry("vehicles_per_hour", new double[] {0, 6_000}),
          Map.entry("speed", new double[] {2, 130}),
          Map.entry("occupancy", new double[] {0, 100}),
          Map.entry("free_spaces", new double[] {0, 3_000}),
          Map.entry("capacity", new double[] {1, 3_000}),
          Map.entry("bikes", new double[] {0, 400}),
          Map.entry("num_vehicles_available", new double[] {0, 60}),
          Map.entry("num_docks_available", new double[] {0, 60}),
          Map.entry("current_range", new double[] {0, 60_000}),
          Map.entry("no2", new double[] {0, 250}),
          Map.entry("no", new double[] {0, 300}),
          Map.entry("o3", new double[] {0, 250}),
          Map.entry("so2", new double[] {0, 50}),
          Map.entry("co", new double[] {0, 3_000}),
          Map.entry("pm10", new double[] {0, 200}),
          Map.entry("pm2_5", new double[] {0, 120}),
          Map.entry("laeq", new double[] {30, 95}),
          Map.entry("temperature", new double[] {-25, 45}),
          Map.entry("humidity", new double[] {0, 100}),
          Map.entry("pressure", new double[] {950, 1_060}),
          Map.entry("wind_speed", new double[] {0, 40}),
          Map.entry("wind_direction", new double[] {0, 360}),
          Map.entry("precipitation", new double[] {0, 30}),
          Map.entry("water_level", new double[] {5, 700}),
          Map.entry("discharge", new double[] {500, 6_000}),
          Map.entry("water_temperature", new double[] {-1, 30}),
          Map.entry("battery", new double[] {0, 100}));

  @Test
  void theCityIsCompleteAndEveryIdIsThereOnce() {
    Set<ThingId> things = new HashSet<>();
    Set<Theme> themes = EnumSet.noneOf(Theme.class);
    Set<DeviceId> devices = new HashSet<>();

    for (SimulatedDevice device : CITY.devices()) {
      assertThat(devices.add(device.id())).as("device " + device.id()).isTrue();
      for (SimulatedThing thing : device.things()) {
        assertThat(things.add(thing.id())).as("thing " + thing.id()).isTrue();
        assertThat(thing.location()).as("place of " + thing.id()).isNotNull();
        themes.add(thing.theme());
      }
    }

    assertThat(things).hasSizeGreaterThan(1_150);
    assertThat(CITY.members().stream().mapToInt(device -> device.sensors().size()).sum())
        .isGreaterThanOrEqualTo(1_200);
    assertThat(themes).containsExactlyInAnyOrder(Theme.values());
    assertThat(devices).hasSizeBetween(250, 330);
  }

  @Test
  void aboutAFifthOfTheDevicesSpeaksCoapSomeOfThemOverDtls() {
    Map<Boolean, Long> byMqtt = new HashMap<>();
    for (SimulatedDevice device : CITY.devices()) {
      byMqtt.merge(device.channel().isMqtt(), 1L, Long::sum);
    }

    double share = (double) byMqtt.getOrDefault(false, 0L) / CITY.devices().size();
    assertThat(share).isCloseTo(0.2, within(0.05));
    assertThat(CITY.devices().stream().map(SimulatedDevice::channel).distinct())
        .containsExactlyInAnyOrder(Channel.values());
  }

  @Test
  void theSameSeedIsTheSameCityAndAnotherSeedAnother() {
    CityPlan again = CityPlan.of(7, 1);
    CityPlan other = CityPlan.of(8, 1);

    assertThat(again.devices()).isEqualTo(CITY.devices());
    assertThat(read(again, RUSH_HOUR)).isEqualTo(read(CITY, RUSH_HOUR));
    assertThat(read(other, RUSH_HOUR)).isNotEqualTo(read(CITY, RUSH_HOUR));
  }

  @Test
  void scaleMultipliesTheSensors() {
    int once = CITY.members().stream().mapToInt(device -> device.sensors().size()).sum();

    int twice =
        CityPlan.of(7, 2).members().stream().mapToInt(device -> device.sensors().size()).sum();

    assertThat(twice).isGreaterThan(once * 17 / 10);
  }

  @Test
  void nothingStandsOrRidesInTheRhine() {
    for (Measurement measurement : read(CITY, RUSH_HOUR)) {
      Location place = measurement.location();
      if (place != null) {
        assertThat(RhineByAnotherHand.contains(place))
            .as(measurement.thing() + " at " + place)
            .isFalse();
      }
    }
    for (SimulatedDevice device : CITY.devices()) {
      for (SimulatedThing thing : device.things()) {
        Location place = thing.location();
        if (place != null && thing.theme() != Theme.WATER) {
          assertThat(RhineByAnotherHand.contains(place)).as(thing.id() + " at " + place).isFalse();
        }
      }
    }
  }

  @Test
  void everyValueOfAWholeWeekIsInItsRange() {
    Instant monday = Instant.parse("2026-06-01T00:00:00Z");
    for (int hour = 0; hour < 7 * 24; hour += 5) {
      for (Measurement measurement : read(CITY, monday.plus(Duration.ofHours(hour)))) {
        measurement
            .values()
            .forEach((property, result) -> requireRange(measurement, property, result));
      }
    }
  }

  private static void requireRange(Measurement measurement, PropertyName property, Result result) {
    if (result instanceof Result.Quantity(double value)) {
      double[] range = RANGES.getOrDefault(property.value(), new double[] {1, 0});
      assertThat(value).as(measurement.thing() + " " + property).isBetween(range[0], range[1]);
    }
  }

  @Test
  void theRushHourIsBusierLouderAndDirtierThanTheNight() {
    assertThat(mean("vehicles_per_hour", RUSH_HOUR))
        .isGreaterThan(3 * mean("vehicles_per_hour", NIGHT));
    assertThat(mean("laeq", RUSH_HOUR)).isGreaterThan(mean("laeq", NIGHT) + 3);
    assertThat(mean("no2", RUSH_HOUR)).isGreaterThan(mean("no2", NIGHT));
    assertThat(mean("bikes", RUSH_HOUR)).isGreaterThan(5 * mean("bikes", NIGHT));
  }

  @Test
  void garagesInTheCentreFillTowardsTheEarlyAfternoon() {
    assertThat(mean("free_spaces", Instant.parse("2026-11-24T13:00:00Z")))
        .isLessThan(0.8 * mean("free_spaces", NIGHT));
  }

  @Test
  void aBlockedBridgeIsSlowAndItsNeighboursAreFuller() {
    List<Streets.Street> streets = Streets.all();
    Chance chance = new Chance(3);
    Weather weather = new Weather(chance.of("weather"));
    Traffic traffic = new Traffic(chance, weather, streets);
    Moment during = Moment.of(Instant.parse("2026-11-24T07:20:00Z"));
    Moment after = Moment.of(Instant.parse("2026-11-24T07:45:00Z"));
    Streets.Street blocked = traffic.blockedBridge(during);

    assertThat(traffic.blockedBridge(after)).isNull();
    assertThat(blocked).isNotNull();
    for (Streets.Street street : streets) {
      if (street.kind() == Streets.Kind.BRIDGE) {
        Traffic.Flow jammed = traffic.at(street, street.at(0.1), true, chance, during);
        Traffic.Flow free = traffic.at(street, street.at(0.1), true, chance, after);
        if (street.equals(blocked)) {
          assertThat(jammed.speed()).isLessThan(10);
          assertThat(jammed.occupancy()).isGreaterThan(70);
        } else {
          assertThat(jammed.vehiclesPerHour()).isGreaterThan(free.vehiclesPerHour());
        }
      }
    }
  }

  @Test
  void rainFallsSomewhereAtSomeTimeAndNotEverywhereAlways() {
    Weather weather = new Weather(new Chance(11));
    long wet =
        Stream.iterate(RUSH_HOUR, time -> time.plus(Duration.ofMinutes(30)))
            .limit(500)
            .filter(time -> weather.rain(Ground.CENTRE, Moment.of(time)) > 0)
            .count();

    assertThat(wet).isBetween(25L, 250L);
  }

  @Test
  void aStaleDeviceSpeaksOnceOfThreeHoursAgoAndNeverAgain() {
    CityDevice stale = memberWith(Behaviour.STALE);

    List<Message> first = stale.speak(stale.sensors(), RUSH_HOUR, RUSH_HOUR, 0);

    assertThat(text(first)).contains("\"time\":\"2026-11-24T04:00:00Z\"");
    assertThat(stale.speak(stale.sensors(), RUSH_HOUR, RUSH_HOUR, 1)).isEmpty();
  }

  @Test
  void aDeviceWithABacklogBeginsWithADayOfReadings() {
    CityDevice late = memberWith(Behaviour.BACKLOG);

    List<Message> first = late.speak(late.sensors().subList(0, 1), RUSH_HOUR, RUSH_HOUR, 0);
    List<Message> later = late.speak(late.sensors().subList(0, 1), RUSH_HOUR, RUSH_HOUR, 1);

    assertThat(first.stream().mapToInt(Message::observations).sum()).isEqualTo(49 * 3);
    assertThat(later.stream().mapToInt(Message::observations).sum()).isEqualTo(3);
  }

  @Test
  void aClumsyDeviceSendsTheSameMessageTwice() {
    CityDevice clumsy = memberWith(Behaviour.CLUMSY);

    List<Message> sent = clumsy.speak(clumsy.sensors().subList(0, 1), RUSH_HOUR, RUSH_HOUR, 0);

    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).isEqualTo(sent.get(1));
  }

  @Test
  void everyMessageOfNonsenseStandsForOneObservation() {
    CityDevice vendor = memberWith(Behaviour.NONSENSE);

    for (int round = 1; round < 40; round += 2) {
      List<Message> sent = vendor.speak(vendor.sensors(), RUSH_HOUR, RUSH_HOUR, round);
      assertThat(sent).hasSize(1);
      assertThat(sent.getFirst().observations()).isEqualTo(1);
    }
  }

  private static CityDevice memberWith(Behaviour behaviour) {
    return CITY.members().stream()
        .filter(device -> device.behaviour() == behaviour)
        .findFirst()
        .orElseThrow();
  }

  private static String text(List<Message> messages) {
    StringBuilder text = new StringBuilder();
    messages.forEach(message ->
        text.append(
            new String(message.payload().bytes(), java.nio.charset.StandardCharsets.UTF_8)));
    return text.toString();
  }

  private static List<Measurement> read(CityPlan city, Instant time) {
    return city.members().stream()
        .flatMap(device -> device.sensors().stream())
        .map(sensor -> sensor.measure(time, time))
        .toList();
  }

  private static double mean(String property, Instant time) {
    return read(CITY, time).stream()
        .map(measurement -> measurement.values().get(new PropertyName(property)))
        .filter(Result.Quantity.class::isInstance)
        .mapToDouble(result -> ((Result.Quantity) result).value())
        .average()
        .orElseThrow();
  }
}
