package city.veedel.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.device.SimulatedThing;
import city.veedel.simulator.expected.ExpectedNumbers;
import city.veedel.simulator.expected.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the replay makes of recordings: of the real ones where they are, of small ones always. */
class RecordingsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traffic-koeln-load",
        "bike-counters-koeln",
        "parking-koeln",
        "air-uba-koeln",
        "weather-koeln-bonn",
        "sharing-koeln-kvbrad",
        "water-rhein-koeln"
      })
  void theStreamHasTheCountsSumsAndGapsOfAnIndependentReading(String name) throws IOException {
    Optional<Path> data = SharedData.find(name);
    assumeTrue(data.isPresent());
    SortedMap<String, ExpectedNumbers.Numbers> expected = ExpectedNumbers.of(data.orElseThrow());

    ReplayPlan plan = Recordings.open(List.of(data.orElseThrow()));

    assertThat(plan.recordings()).extracting(Recording::id).containsExactly(name);
    SortedMap<String, double[]> seen = sums(plan.recordings().getFirst());
    assertThat(seen.keySet()).isEqualTo(expected.keySet());
    for (Map.Entry<String, ExpectedNumbers.Numbers> entry : expected.entrySet()) {
      double[] sums = seen.getOrDefault(entry.getKey(), new double[3]);
      ExpectedNumbers.Numbers numbers = entry.getValue();
      assertThat((long) sums[0]).as(entry.getKey() + " count").isEqualTo(numbers.observations());
      assertThat((long) sums[1]).as(entry.getKey() + " gaps").isEqualTo(numbers.missing());
      assertThat(sums[2]).as(entry.getKey() + " sum").isCloseTo(numbers.sum(), within(0.01));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bike-counters-koeln",
        "parking-koeln",
        "air-uba-koeln",
        "sharing-koeln-kvbrad",
        "water-rhein-koeln"
      })
  void everyThingIsRegisteredAndTimeNeverGoesBack(String name) throws IOException {
    Optional<Path> data = SharedData.find(name);
    assumeTrue(data.isPresent());
    ReplayPlan plan = Recordings.open(List.of(data.orElseThrow()));
    Map<String, Set<String>> granted = new TreeMap<>();
    for (SimulatedDevice device : plan.devices()) {
      Set<String> things = new HashSet<>();
      device.things().forEach(thing -> things.add(thing.id().value()));
      granted.put(device.id().value(), things);
    }

    Instant last = Instant.MIN;
    try (ReplayStream stream = plan.recordings().getFirst().open()) {
      for (Replayed next = stream.next(); next != null; next = stream.next()) {
        assertThat(next.measurement().time()).isAfterOrEqualTo(last);
        last = next.measurement().time();
        String device = next.device().value();
        String thing = next.measurement().thing().value();
        assertThat(
                granted.getOrDefault(device, Set.of()).contains(thing) || isVehicle(plan, device))
            .as(device + " speaks for " + thing)
            .isTrue();
      }
    }
  }

  private static boolean isVehicle(ReplayPlan plan, String device) {
    return plan.devices().stream()
        .anyMatch(d -> d.id().value().equals(device) && d.typeId().equals("replay-vehicles"));
  }

  @Test
  void levelSixteenOfTheTrafficLoadIsAGapAndItsTimesAreUtc() throws IOException {
    write(
        "load.csv",
        """
        "datetime_utc","identifier","auslastung","valid"
        "2013-10-27 00:30:01","ST001",2,1
        "2013-10-27 00:30:01","ST002",16,1
        """);

    List<Measurement> read = readAll();

    assertThat(read).hasSize(2);
    assertThat(read.getFirst().time()).isEqualTo(Instant.parse("2013-10-27T00:30:01Z"));
    assertThat(value(read.get(0), "load_level")).isEqualTo(new Result.Quantity(2));
    assertThat(value(read.get(1), "load_level")).isEqualTo(Result.Missing.INSTANCE);
  }

  @Test
  void aDayOfTheBicycleCountersBeginsAtMidnightInKoeln() throws IOException {
    write("zaehler.csv", "Datum,Zaehlerstand\r\n01.01.2020,0\r\n01.07.2020,812\r\n");

    List<Measurement> read = readAll();

    assertThat(read.get(0).time()).isEqualTo(Instant.parse("2019-12-31T23:00:00Z"));
    assertThat(value(read.get(0), "bikes_per_day")).isEqualTo(new Result.Quantity(0));
    assertThat(read.get(1).time()).isEqualTo(Instant.parse("2020-06-30T22:00:00Z"));
  }

  @Test
  void anEmptyCellOfTheParkingSeriesIsUnchangedAndNoGap() throws IOException {
    write(
        "series.csv",
        """
        timestamp,koeln-apps-parken-Dom,koeln-apps-parken-Zoo
        2023-05-01T02:00:01+02:00,95,
        2023-05-01T00:05:01+00:00,,7
        """);

    List<Measurement> read = readAll();

    assertThat(read).hasSize(2);
    assertThat(read.get(0).time()).isEqualTo(Instant.parse("2023-05-01T00:00:01Z"));
    assertThat(read.get(0).thing().value()).isEqualTo("parken-dom");
    assertThat(read.get(1).thing().value()).isEqualTo("parken-zoo");
  }

  @Test
  void theArcGisCapacityIsTheNumberOfFreeSpacesInLocalTime() throws IOException {
    write(
        "arcgis.json",
        """
        {"fieldAliases":{"KAPAZITAET":"x"},"features":[
        {"attributes":{"IDENTIFIER":"PH08","PARKHAUS":null,"KAPAZITAET":-1,"TENDENZ":0,
         "TIMESTAMP":"2019-06-04 14:12:09"},"geometry":{"x":6.94,"y":50.94}},
        {"attributes":{"IDENTIFIER":"PH07","PARKHAUS":"Im Klapperhof","KAPAZITAET":190,"TENDENZ":1,
         "TIMESTAMP":"2019-06-04 14:12:09"},"geometry":{"x":6.94,"y":50.94}}]}
        """);

    List<Measurement> read = readAll();

    assertThat(read.getFirst().time()).isEqualTo(Instant.parse("2019-06-04T12:12:09Z"));
    assertThat(value(read.get(0), "free_spaces")).isEqualTo(Result.Missing.INSTANCE);
    assertThat(value(read.get(1), "free_spaces")).isEqualTo(new Result.Quantity(190));
    assertThat(read.get(1).values()).doesNotContainKey(new PropertyName("capacity"));
  }

  @Test
  void airQualityKeepsWinterTimeInSummerAndReadsNumbersInStrings() throws IOException {
    write("201407/DENW053/PM1/1TMW.json", "{\"20140701\": [22]}");
    write("201407/DENW053/O3/1SMW.json", "{\"20140701\": [-999, \"-0.516\"]}");

    List<Measurement> read = readAll();

    assertThat(read).hasSize(3);
    assertThat(read.get(0).time()).isEqualTo(Instant.parse("2014-06-30T23:00:00Z"));
    assertThat(value(read.get(0), "pm10_24h")).isEqualTo(new Result.Quantity(22));
    assertThat(read.get(1).time()).isEqualTo(Instant.parse("2014-07-01T00:00:00Z"));
    assertThat(value(read.get(1), "o3")).isEqualTo(Result.Missing.INSTANCE);
    assertThat(value(read.get(2), "o3")).isEqualTo(new Result.Quantity(-0.516));
  }

  @Test
  void airportWeatherIsConvertedFromKelvinAndAnEmptyCellIsAGap() throws IOException {
    write(
        "eddk.csv",
        """
        timestamp,hum_count,hum_min,hum_max,hum_mean,press_count,press_min,press_max,press_mean,\
        temp_count,temp_min,temp_max,temp_mean,windspeed_count,windspeed_min,windspeed_max,\
        windspeed_mean,winddir
        1380578400,,,,,2,1016,1016,1016,2,281.15,282.15,281.65,2,3.1,3.1,3.1,125
        """);

    Measurement hour = readAll().getFirst();

    assertThat(hour.time()).isEqualTo(Instant.ofEpochSecond(1_380_578_400));
    assertThat(value(hour, "temperature")).isEqualTo(new Result.Quantity(8.5));
    assertThat(value(hour, "humidity")).isEqualTo(Result.Missing.INSTANCE);
  }

  @Test
  void metresOfTheRhineBecomeCentimetres() throws IOException {
    write("pegel.csv", "datetime_local,water_level_m\n2022-08-08 22:17:00,0.93\n");

    Measurement level = readAll().getFirst();

    assertThat(level.time()).isEqualTo(Instant.parse("2022-08-08T20:17:00Z"));
    assertThat(value(level, "water_level")).isEqualTo(new Result.Quantity(93));
  }

  @Test
  void aBikeNumberIsOnlySpokenOfByTheDeviceThatPseudonymises() throws IOException {
    write(
        "nextbike-live-20170811.xml",
        """
        <?xml version="1.0" encoding="utf-8"?>
        <markers><country><city alias="koeln">
        <place uid="35409" lat="50.94" lng="6.95" name="Hauptbahnhof" spot="1" bikes="2"
          bike_numbers="20001,20002"/>
        <place uid="359771" lat="50.97" lng="6.92" name="BIKE 21119" bike="1" bikes="1"
          bike_numbers="21119"/>
        </city><city alias="bonn"><place uid="1" lat="50.7" lng="7.1" name="x" spot="1" bikes="1"/>
        </city></country></markers>
        """);
    ReplayPlan plan = Recordings.open(List.of(directory));

    List<Replayed> replayed = new ArrayList<>();
    try (ReplayStream stream = plan.recordings().getFirst().open()) {
      for (Replayed next = stream.next(); next != null; next = stream.next()) {
        replayed.add(next);
      }
    }

    assertThat(plan.devices().stream().flatMap(device -> device.things().stream()))
        .extracting(SimulatedThing::id)
        .extracting(Object::toString)
        .containsExactly("nextbike-35409");
    assertThat(replayed).hasSize(2);
    assertThat(replayed)
        .filteredOn(one -> one.measurement().thing().value().contains("21119"))
        .extracting(one -> one.device().value())
        .containsExactly("replay-sharing-koeln-kvbrad-fahrzeuge");
    assertThat(replayed.toString()).doesNotContain("20001");
  }

  @Test
  void aFileThatIsNoRecordingIsNamedAndSaidSo() throws IOException {
    write("notes.txt", "hello");

    assertThatThrownBy(() -> Recordings.open(List.of(directory.resolve("notes.txt"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("notes.txt")
        .hasMessageContaining("no known recording");
  }

  @Test
  void aRowThatCannotBeReadIsNamedWithFileAndLine() throws IOException {
    write("pegel.csv", "datetime_local,water_level_m\n2022-08-08 22:17:00,0.93\nyesterday,1\n");

    assertThatThrownBy(this::readAll)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pegel.csv, line 3");
  }

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private List<Measurement> readAll() throws IOException {
    List<Measurement> all = new ArrayList<>();
    for (Recording recording : Recordings.open(List.of(directory)).recordings()) {
      try (ReplayStream stream = recording.open()) {
        for (Replayed next = stream.next(); next != null; next = stream.next()) {
          all.add(next.measurement());
        }
      }
    }
    return all;
  }

  private static Result value(Measurement measurement, String property) {
    Result result = measurement.values().get(new PropertyName(property));
    assertThat(result).as(property).isNotNull();
    return java.util.Objects.requireNonNull(result);
  }

  /** Count, gaps and sum by property. */
  private static SortedMap<String, double[]> sums(Recording recording) throws IOException {
    SortedMap<String, double[]> sums = new TreeMap<>();
    try (ReplayStream stream = recording.open()) {
      for (Replayed next = stream.next(); next != null; next = stream.next()) {
        next.measurement()
            .values()
            .forEach((property, result) -> {
              double[] sum = sums.computeIfAbsent(property.value(), key -> new double[3]);
              sum[0]++;
              switch (result) {
                case Result.Missing() -> sum[1]++;
                case Result.Quantity(double value) -> sum[2] += value;
                case Result.Flag(boolean flag) -> sum[2] += flag ? 1 : 0;
                case Result.State(String _) -> sum[2] += 0;
              }
            });
      }
    }
    return sums;
  }
}
