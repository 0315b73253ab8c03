package city.veedel.standalone.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every promise under real faults, negative controls included: {@code mvn -Pproof verify}, and
 * twenty minutes of kills, {@code mvn -Psoak verify}.
 */
class ProofTest {
  private static final long SEED = 20_261_123;
  private static final int KILLS = 100;
  private static final int CUTS = 20;
  private static final int OTHERS = 5;
  private static final double READINGS_PER_SECOND = 20_000;

  /** Of one part; what is left open then stays open, and the counts say so. */
  private static final double MINUTES = 12;

  @TempDir Path directory;

  /** A minute each, at the peak of a large city. */
  private static final int SOAK_KILLS = 20;

  private static final double SOAK_READINGS_PER_SECOND = 5_000;

  @Tag("proof")
  @ParameterizedTest
  @EnumSource(names = "SOAK", mode = EnumSource.Mode.EXCLUDE)
  void everyPromiseHoldsWhile(ProvePlan.Part part) throws Exception {
    prove(part, KILLS, READINGS_PER_SECOND, MINUTES);
  }

  @Tag("soak")
  @Test
  void nothingGrowsInTwentyMinutesOfKills() throws Exception {
    prove(ProvePlan.Part.SOAK, SOAK_KILLS, SOAK_READINGS_PER_SECOND, 0);
  }

  private void prove(ProvePlan.Part part, int kills, double readingsPerSecond, double minutes)
      throws Exception {
    ProvePlan plan =
        new ProvePlan(
            SEED,
            Set.of(part),
            kills,
            CUTS,
            OTHERS,
            readingsPerSecond,
            minutes,
            Optional.empty(),
            directory);

    Prover.Result result = new Prover(plan, System.err::println).run();

    Path results = Files.createDirectories(Path.of("target", "proof"));
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(results.resolve("prove-" + part + ".json").toFile(), result.results());
    assertThat(result.passed()).as("%s", result.results()).isTrue();
  }
}
