package city.veedel.standalone.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs every campaign of a plan, one after the other. */
public final class Prover {
  private final ProvePlan plan;
  private final Consumer<String> progress;

  /**
   * @param progress hears in sentences what is done and found
   */
  public Prover(ProvePlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param results for a file: seed, machine, and of each campaign its seed, faults, counts and
   *     findings
   */
  public record Result(boolean passed, Map<String, Object> results) {}

  /** Does not stop at the first finding. */
  public Result run() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + (long) (plan.minutes() * 60e9);
    List<Outcome> outcomes = new ArrayList<>();
    List<Campaign> campaigns = Campaigns.of(plan);
    progress.accept(
        "Seed %d; %s"
            .formatted(
                plan.seed(), String.join(", ", campaigns.stream().map(Campaign::name).toList())));
    for (Campaign campaign : campaigns) {
      outcomes.add(run(campaign, deadline));
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    results.put("seed", plan.seed());
    results.put("machine", machine());
    results.put("campaigns", outcomes.stream().map(Outcome::asMap).toList());
    boolean passed = outcomes.stream().allMatch(Outcome::passed);
    results.put("passed", passed);
    return new Result(passed, results);
  }

  private Outcome run(Campaign campaign, long deadline) throws IOException, InterruptedException {
    if (campaign.obstacle().isPresent()) {
      progress.accept(campaign.name() + ": SKIPPED, " + campaign.obstacle().get());
      return Outcome.skipped(campaign);
    }
    long seed = plan.seed() * 31 + campaign.name().hashCode();
    Path directory = Files.createTempDirectory(plan.directory(), campaign.name() + "-");
    Outcome outcome = run(campaign, seed, deadline, directory);
    outcome.verdict().ifPresent(verdict -> progress.accept("  " + verdict));
    progress.accept(
        "  %s in %.0f s%s"
            .formatted(
                outcome.passed() ? "PASSED" : "FAILED",
                outcome.seconds(),
                outcome.findings().isEmpty() ? "" : ": " + String.join(", ", outcome.findings())));
    outcome.verdict().stream()
        .flatMap(verdict -> verdict.examples().stream())
        .forEach(example -> progress.accept("    " + example));
    if (outcome.passed()) {
      removeTree(directory);
    } else {
      progress.accept("  everything is kept in " + directory);
    }
    return outcome;
  }

  private Outcome run(Campaign campaign, long seed, long deadline, Path directory)
      throws IOException, InterruptedException {
    if (campaign.hostility().isPresent()) {
      progress.accept("%s: seed %d".formatted(campaign.name(), seed));
      return new HostileTrial(campaign, campaign.hostility().get(), seed, progress).run(directory);
    }
    progress.accept(
        "%s: %d faults, seed %d".formatted(campaign.name(), campaign.faults().size(), seed));
    return new Trial(
            campaign,
            seed,
            plan.readingsPerSecond(),
            () -> plan.minutes() > 0 && System.nanoTime() - deadline > 0,
            progress)
        .run(directory);
  }

  private static Map<String, Object> machine() {
    return Map.of(
        "processors", Runtime.getRuntime().availableProcessors(),
        "system", System.getProperty("os.name") + " " + System.getProperty("os.version"),
        "java", Runtime.version().toString());
  }

  private static void removeTree(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
