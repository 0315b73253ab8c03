package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.veedel.model.DeviceId;
import city.veedel.schema.Database;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import city.veedel.simulator.ReplayConfig;
import city.veedel.simulator.ReplayTotals;
import city.veedel.simulator.Replayer;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.expected.ExpectedNumbers;
import city.veedel.simulator.expected.ExpectedNumbers.Numbers;
import city.veedel.simulator.expected.SharedData;
import city.veedel.simulator.replay.Recordings;
import city.veedel.simulator.replay.ReplayPlan;
import city.veedel.standalone.demo.SimulatedRegistrations;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.TestProduct;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded data of the city goes through the front door, and the database afterwards says the same
 * as an independent reading of the files: counts, sums and gaps of every property.
 */
class RecordedCityTest {
  private static final List<String> RECORDINGS =
      List.of(
          "traffic-koeln-load",
          "bike-counters-koeln",
          "parking-koeln",
          "air-uba-koeln",
          "weather-koeln-bonn",
          "sharing-koeln-kvbrad",
          "water-rhein-koeln");

  /** Of shared vehicles nothing is kept but where they are now. */
  private static final Set<String> NOT_KEPT = Set.of("vehicle_state", "current_range");

  @TempDir Path directory;

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theDatabaseSaysWhatTheFilesSay(TestEngine engine) throws Exception {
    List<Path> found = RECORDINGS.stream().map(SharedData::find).flatMap(Optional::stream).toList();
    Assumptions.assumeTrue(found.size() == RECORDINGS.size(), "recordings are not on this machine");
    try (TestDatabase database = engine.empty()) {
      Map<String, String> settings = TestProduct.freePorts(directory);
      settings.put("database-url", database.config().jdbcUrl());
      settings.put("database-user", database.config().user());
      settings.put("database-password", database.config().password());
      try (Product product = TestProduct.start(settings)) {
        ReplayTotals totals = replay(product, found);
        assertThat(product.drain(Duration.ofMinutes(2))).isTrue();

        assertThat(totals.delivery().refused()).isZero();
        assertThat(totals.delivery().acknowledged()).isEqualTo(totals.delivery().sent());
        compare(stored(product.database()), expected(found));
        System.err.printf(
            "Recorded city on %s: %d observations sent in %.1f s, %d rows%n",
            product.database().engine(),
            totals.delivery().sent(),
            totals.took().toMillis() / 1000.0,
            stored(product.database()).values().stream().mapToLong(Kept::rows).sum());
      }
    }
  }

  private static ReplayTotals replay(Product product, List<Path> recordings) throws Exception {
    ReplayPlan plan = Recordings.open(recordings);
    SimulatedRegistrations.addTypes(product.registry(), plan.types());
    Map<DeviceId, String> secrets =
        SimulatedRegistrations.register(product.registry(), plan.devices());
    product.refreshRegistry();
    return Replayer.run(
        plan,
        secrets,
        new Endpoints("127.0.0.1", product.running().mqtt(), "127.0.0.1", 0, 0),
        ReplayConfig.DEFAULT.with(Channel.MQTT_5, ReplayConfig.AS_FAST_AS_ACKNOWLEDGED),
        step -> {});
  }

  private record Kept(long rows, long missing, double sum) {}

  private static Map<String, Kept> stored(Database database) {
    return database.call(connection -> {
      Map<String, Kept> kept = new TreeMap<>();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT d.property, count(*), count(*) FILTER (WHERE o.result IS NULL
                    AND o.result_text IS NULL), coalesce(sum(o.result), 0)
                  FROM observation o JOIN datastream d USING (datastream_id)
                  GROUP BY d.property
                  """)) {
        while (row.next()) {
          kept.put(row.getString(1), new Kept(row.getLong(2), row.getLong(3), row.getDouble(4)));
        }
      }
      return kept;
    });
  }

  private static Map<String, Numbers> expected(List<Path> recordings) throws Exception {
    Map<String, Numbers> all = new TreeMap<>();
    for (Path recording : recordings) {
      ExpectedNumbers.of(recording)
          .forEach((property, numbers) ->
              all.merge(
                  property,
                  numbers,
                  (a, b) ->
                      new Numbers(
                          a.observations() + b.observations(),
                          a.distinct() + b.distinct(),
                          a.missing() + b.missing(),
                          a.sum() + b.sum())));
    }
    all.keySet().removeAll(NOT_KEPT);
    return all;
  }

  private static void compare(Map<String, Kept> stored, Map<String, Numbers> expected) {
    assertThat(stored.keySet()).isEqualTo(expected.keySet());
    expected.forEach((property, numbers) -> {
      Kept kept = stored.getOrDefault(property, new Kept(0, 0, 0));
      assertThat(kept.rows()).as("rows of %s", property).isEqualTo(numbers.distinct());
      // Sums and gaps of the files count what stands in them twice twice.
      if (numbers.distinct() == numbers.observations()) {
        assertThat(kept.missing()).as("gaps of %s", property).isEqualTo(numbers.missing());
        assertThat(kept.sum())
            .as("sum of %s", property)
            .isCloseTo(numbers.sum(), within(Math.abs(numbers.sum()) * 1e-9 + 1e-6));
      }
    });
  }
}
