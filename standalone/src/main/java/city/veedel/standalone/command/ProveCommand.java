package city.veedel.standalone.command;

import city.veedel.schema.DatabaseConfig;
import city.veedel.standalone.prove.PromisesPage;
import city.veedel.standalone.prove.ProvePlan;
import city.veedel.standalone.prove.Prover;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./veedel prove}: breaks fresh instances under load and looks whether anything is lost. */
@Audited(exempt = "an instance of its own, thrown away afterwards")
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = {
      "Breaks fresh instances under load: processes killed and paused, power cut, disks full, syncs",
      "that fail, bits that flip, clocks that jump, hostile clients of every kind. Then compares what",
      "was acknowledged with what is stored. Ends with 1 if anything is lost, doubled or changed,",
      "a good device is thrown out or starved, or a lie is not found out."
    })
final class ProveCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Context context;

  @Option(names = "--seed", description = "Of every choice; without it one is drawn and told")
  private @Nullable Long seed;

  @Option(
      names = "--only",
      split = ",",
      description =
          "kill, pause, database, power, full, eio, flip, clock, hostile, controls, soak; else all"
              + " but soak")
  private List<String> only = List.of();

  @Option(names = "--kills", defaultValue = "20", description = "Of processes")
  private int kills = 20;

  @Option(names = "--cuts", defaultValue = "6", description = "Of power, half on ext4, half on xfs")
  private int cuts = 6;

  @Option(names = "--others", defaultValue = "5", description = "Strikes of every other kind")
  private int others = 5;

  @Option(
      names = "--rate",
      defaultValue = "20000",
      description = "Readings a second of all devices together (0: as many as they can send)")
  private double rate = 20_000;

  @Option(
      names = "--minutes",
      defaultValue = "0",
      description = "After these no further fault is begun (0: no bound)")
  private double minutes;

  @Option(
      names = "--database-url",
      description =
          "Make databases there where no server is broken (user and password from"
              + " VEEDEL_DATABASE_…)")
  private @Nullable String databaseUrl;

  @Option(
      names = "--directory",
      description = "Where to work, on a disk that may take 10 GB; else the temporary directory")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--results", description = "A file for the counts, as JSON")
  private @Nullable Path results;

  @Option(
      names = "--page",
      arity = "1..*",
      description =
          "Break nothing; write the page of promises from these results (.json of prove,"
              + " .properties of the simulation)")
  private List<Path> page = List.of();

  @Option(names = "--json", description = "The counts as one line of JSON")
  private boolean json;

  ProveCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!page.isEmpty()) {
      context.console().line(promises().markdown().stripTrailing());
      return ExitCode.OK;
    }
    Prover.Result result = new Prover(plan(), context.console()::note).run();
    if (results != null) {
      Files.writeString(
          results, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result.results()));
    }
    if (json) {
      context.console().json(result.results());
    }
    context.console().note(result.passed() ? "Every promise held." : "A promise was broken.");
    return result.passed() ? ExitCode.OK : ExitCode.FAILED;
  }

  private PromisesPage promises() throws IOException {
    List<JsonNode> runs = new ArrayList<>();
    Properties simulation = null;
    for (Path file : page) {
      if (file.toString().endsWith(".properties")) {
        simulation = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
          simulation.load(reader);
        }
      } else {
        runs.add(JSON.readTree(file.toFile()));
      }
    }
    return new PromisesPage(runs, Optional.ofNullable(simulation));
  }

  private ProvePlan plan() {
    return new ProvePlan(
        seed == null ? ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE) : seed,
        parts(),
        kills,
        cuts,
        others,
        rate,
        minutes,
        server(),
        directory);
  }

  private Set<ProvePlan.Part> parts() {
    if (only.isEmpty()) {
      return EnumSet.complementOf(EnumSet.of(ProvePlan.Part.SOAK));
    }
    Map<String, ProvePlan.Part> known =
        Arrays.stream(ProvePlan.Part.values())
            .collect(Collectors.toMap(ProvePlan.Part::toString, part -> part));
    Set<ProvePlan.Part> parts = EnumSet.noneOf(ProvePlan.Part.class);
    for (String name : only) {
      ProvePlan.Part part = known.get(name.toLowerCase(Locale.ROOT));
      if (part == null) {
        throw new IllegalArgumentException(
            name + " cannot be broken; known are " + String.join(", ", known.keySet()));
      }
      parts.add(part);
    }
    return parts;
  }

  private Optional<DatabaseConfig> server() {
    Map<String, String> environment = context.environment();
    return databaseUrl == null
        ? Optional.empty()
        : Optional.of(
            DatabaseConfig.of(
                databaseUrl,
                environment.getOrDefault("VEEDEL_DATABASE_USER", "veedel"),
                environment.getOrDefault("VEEDEL_DATABASE_PASSWORD", "")));
  }
}
