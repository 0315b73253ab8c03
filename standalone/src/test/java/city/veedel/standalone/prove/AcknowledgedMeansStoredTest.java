package city.veedel.standalone.prove;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise of the product, as a ledger: whatever was acknowledged is in the database exactly
 * once, with its value and its time, whatever was broken in between. Over MQTT QoS 1 and 2, CoAP
 * and HTTP at once. A short form of what {@code ./veedel prove} does.
 */
class AcknowledgedMeansStoredTest {
  private static final long SEED = 20_261_123;
  private static final double READINGS_PER_SECOND = 4_000;

  @TempDir Path directory;

  @Test
  void survivesKillsOfTheProductAndItsOwnDatabase() throws Exception {
    prove(
        Ground.PLAIN, ProcessFault.KILL_PRODUCT, DatabaseFault.KILL, ProcessFault.RESTART_PRODUCT);
  }

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void survivesKillsAndADatabaseThatIsAway(TestEngine engine) throws Exception {
    try (TestDatabase database = engine.empty()) {
      prove(
          Ground.on(database.config()),
          ProcessFault.PAUSE_PRODUCT,
          DatabaseFault.CUT_AND_KILL_PRODUCT);
    }
  }

  private void prove(Ground ground, Fault... faults) throws Exception {
    Campaign campaign = Campaign.of("build", List.of("P1", "P3"), ground, List.of(faults));

    Outcome outcome =
        new Trial(campaign, SEED, READINGS_PER_SECOND, () -> false, System.err::println)
            .run(directory.resolve("site"));

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.strikes()).hasSameSizeAs(faults);
    Verdict verdict = outcome.verdict().orElseThrow();
    System.err.println("Ledger on " + outcome.engine() + ": " + verdict);
    assertThat(verdict.acknowledged()).isPositive();
    assertThat(verdict.stored()).isGreaterThanOrEqualTo(verdict.acknowledged());
  }
}
