package city.veedel.standalone.command;

import city.veedel.schema.DatabaseConfig;
import city.veedel.simulator.load.LoadShape;
import city.veedel.standalone.bench.ConnectionsBench;
import city.veedel.standalone.bench.IngestBench;
import city.veedel.standalone.bench.IngestPlan;
import city.veedel.standalone.bench.LiveBench;
import city.veedel.standalone.bench.MemoryBench;
import city.veedel.standalone.bench.QueryBench;
import city.veedel.standalone.bench.QueryPlan;
import city.veedel.standalone.bench.StartBench;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./veedel bench}: load against a fresh instance, and the ceilings in the same run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a fresh instance, and what the machine allows, in one run.")
final class BenchCommand {
  private BenchCommand() {}

  static CommandLine in(Context context) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new Ingest(context))
        .addSubcommand(new Live(context))
        .addSubcommand(new Query(context))
        .addSubcommand(new Connections(context))
        .addSubcommand(new Start(context))
        .addSubcommand(new Memory(context));
  }

  /** How long, against which database, and how to tell. */
  static final class Stretch {
    @Option(names = "--seconds", defaultValue = "20", description = "Measured, after the warm-up")
    private int seconds = 20;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before that")
    private int warmUp = 10;

    @Option(
        names = "--database-url",
        description = "Make the database there (user and password from VEEDEL_DATABASE_…)")
    private @Nullable String databaseUrl;

    @Option(names = "--json", description = "One line of JSON")
    private boolean json;

    Duration warmUp() {
      return Duration.ofSeconds(warmUp);
    }

    Duration measured() {
      return Duration.ofSeconds(seconds);
    }

    Optional<DatabaseConfig> server(Context context) {
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

  @Audited(exempt = "an instance of its own, thrown away afterwards")
  @Command(
      name = "ingest",
      mixinStandardHelpOptions = true,
      description = "Messages in, until every one is stored.")
  static final class Ingest implements Callable<Integer> {
    private static final Duration CEILING_TIME = Duration.ofSeconds(5);
    private final Context context;

    @Option(names = "--protocol", defaultValue = "mqtt", description = "mqtt, coap, coaps or http")
    private String protocol = "mqtt";

    @Option(names = "--qos", defaultValue = "1", description = "MQTT: 0, 1 or 2")
    private int qos = 1;

    @Option(names = "--connections", defaultValue = "200")
    private int connections = 200;

    @Option(
        names = "--window",
        defaultValue = "0",
        description = "Messages unanswered per connection (0: mqtt 100, coap and coaps 8, http 1)")
    private int window;

    @Option(names = "--values-per-message", defaultValue = "1")
    private int valuesPerMessage = 1;

    @Option(
        names = "--rate",
        defaultValue = "0",
        description = "Messages a second, open loop (0: as fast as the windows allow)")
    private double rate;

    @Mixin private final Stretch stretch = new Stretch();

    Ingest(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, TimeoutException {
      return show(context, stretch.json, new IngestBench(plan(), context.console()::note).run());
    }

    private IngestPlan plan() {
      IngestPlan.Speaking speaking = IngestPlan.Speaking.valueOf(protocol.toUpperCase(Locale.ROOT));
      int open =
          window > 0
              ? window
              : switch (speaking) {
                case MQTT -> 100;
                case COAP, COAPS -> 8;
                case HTTP -> 1;
              };
      return new IngestPlan(
          speaking,
          qos,
          connections,
          new LoadShape(open, valuesPerMessage, rate, stretch.warmUp(), stretch.measured()),
          stretch.server(context),
          CEILING_TIME);
    }
  }

  @Audited(exempt = "an instance of its own, thrown away afterwards")
  @Command(
      name = "live",
      mixinStandardHelpOptions = true,
      description = "From a device to a viewer of the live stream, at a rate.")
  static final class Live implements Callable<Integer> {
    private final Context context;

    @Option(names = "--connections", defaultValue = "1000")
    private int connections = 1_000;

    @Option(names = "--rate", defaultValue = "5000", description = "Messages a second")
    private double rate = 5_000;

    @Mixin private final Stretch stretch = new Stretch();

    Live(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, TimeoutException {
      LoadShape shape = new LoadShape(100, 1, rate, stretch.warmUp(), stretch.measured());
      return show(
          context,
          stretch.json,
          new LiveBench(connections, shape, stretch.server(context), context.console()::note)
              .run());
    }
  }

  @Audited(exempt = "an instance of its own, thrown away afterwards")
  @Command(
      name = "query",
      mixinStandardHelpOptions = true,
      description = "Snapshots, boxes and series of a city that changes all the time.")
  static final class Query implements Callable<Integer> {
    private final Context context;

    @Option(names = "--datastreams", defaultValue = "20000")
    private int datastreams = 20_000;

    @Option(names = "--days", defaultValue = "365", description = "Of the longest histories")
    private int days = 365;

    @Option(
        names = "--rate",
        defaultValue = "100",
        description = "Messages a second that change the city")
    private double rate = 100;

    @Mixin private final Stretch stretch = new Stretch();

    Query(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, TimeoutException {
      QueryPlan plan =
          new QueryPlan(
              datastreams,
              days,
              rate,
              stretch.warmUp(),
              stretch.measured(),
              stretch.server(context));
      return show(context, stretch.json, new QueryBench(plan, context.console()::note).run());
    }
  }

  @Audited(exempt = "an instance of its own, thrown away afterwards")
  @Command(
      name = "connections",
      mixinStandardHelpOptions = true,
      description = "Idle MQTT connections, and the heap each takes.")
  static final class Connections implements Callable<Integer> {
    private final Context context;

    @Option(names = "--connections", defaultValue = "15000")
    private int connections = 15_000;

    @Option(names = "--json", description = "One line of JSON")
    private boolean json;

    Connections(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, TimeoutException {
      return show(context, json, new ConnectionsBench(connections, context.console()::note).run());
    }
  }

  @Audited(exempt = "an instance of its own, thrown away afterwards")
  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "From the process to the first stored reading, on a directory used before.")
  static final class Start implements Callable<Integer> {
    private final Context context;

    @Option(names = "--starts", defaultValue = "5", description = "How often; the median counts")
    private int starts = 5;

    @Option(names = "--json", description = "One line of JSON")
    private boolean json;

    Start(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(context, json, new StartBench(starts, context.console()::note).run());
    }
  }

  @Audited(exempt = "an instance of its own, thrown away afterwards")
  @Command(
      name = "memory",
      mixinStandardHelpOptions = true,
      description = "What the demo takes of the machine's memory.")
  static final class Memory implements Callable<Integer> {
    private final Context context;

    @Option(names = "--seconds", defaultValue = "60", description = "How long the demo is watched")
    private int seconds = 60;

    @Option(names = "--json", description = "One line of JSON")
    private boolean json;

    Memory(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      MemoryBench bench = new MemoryBench(Duration.ofSeconds(seconds), context.console()::note);
      return show(context, json, bench.run());
    }
  }

  private static int show(Context context, boolean json, Map<String, Object> figures) {
    if (json) {
      context.console().json(figures);
    } else {
      context.console().table(List.of("figure", "value"), rows("", figures));
    }
    return ExitCode.OK;
  }

  private static List<List<String>> rows(String prefix, Map<?, ?> figures) {
    List<List<String>> rows = new ArrayList<>();
    figures.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        rows.addAll(rows(prefix + name + ".", inner));
      } else {
        rows.add(List.of(prefix + name, String.valueOf(value)));
      }
    });
    return rows;
  }
}
