package city.veedel.standalone.command;

import city.veedel.schema.registry.RegistryException;
import city.veedel.standalone.settings.SettingsException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./veedel} and its commands. */
@Command(
    name = "veedel",
    mixinStandardHelpOptions = true,
    versionProvider = VeedelCommand.Version.class,
    description = "Open urban sensor platform: MQTT and CoAP in, live city maps out.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ok", "1:failed", "2:usage", "3:configuration", "4:unreachable", "5:partial"})
public final class VeedelCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(VeedelCommand.class);

  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  private VeedelCommand() {}

  /** Runs one command line and returns the exit code of the process. */
  public static int execute(
      PrintStream data, PrintStream notes, Map<String, String> environment, String... arguments) {
    Context context = new Context(new Console(data, notes), environment);
    CommandLine commandLine =
        withSubcommands(context, arguments)
            .setExecutionExceptionHandler(failures(context))
            .setErr(new java.io.PrintWriter(notes, true, java.nio.charset.StandardCharsets.UTF_8))
            .setOut(new java.io.PrintWriter(data, true, java.nio.charset.StandardCharsets.UTF_8));
    if (environment.containsKey("NO_COLOR")) {
      commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return commandLine.execute(arguments);
  }

  /** Only the one that is named, where one is: to read what all of them take costs a moment. */
  static CommandLine withSubcommands(Context context, String... arguments) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("demo", () -> new DemoCommand(context));
    all.put("up", () -> new UpCommand(context));
    all.put("simulate", () -> new SimulateCommand(context));
    all.put("replay", () -> new ReplayCommand(context));
    all.put("account", () -> new AccountCommand(context));
    all.put("organisation", () -> new OrganisationCommand(context));
    all.put("device", () -> new DeviceCommand(context));
    all.put("device-type", () -> DeviceTypeCommand.in(context));
    all.put("decode", () -> new DecodeCommand(context));
    all.put("dead-letters", () -> new DeadLettersCommand(context));
    all.put("audit", () -> new AuditCommand(context));
    all.put("backup", () -> new BackupCommand(context));
    all.put("restore", () -> new RestoreCommand(context));
    all.put("doctor", () -> new DoctorCommand(context));
    all.put("bench", () -> BenchCommand.in(context));
    all.put("prove", () -> new ProveCommand(context));
    CommandLine commandLine = new CommandLine(new VeedelCommand());
    Supplier<Object> named = arguments.length == 0 ? null : all.get(arguments[0]);
    if (named != null) {
      return commandLine.addSubcommand(arguments[0], named.get());
    }
    all.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "Which command? Try: ./veedel demo");
  }

  private static IExecutionExceptionHandler failures(Context context) {
    return (failure, commandLine, parsed) ->
        switch (failure) {
          case CommandFailure told -> tell(context, told.getMessage(), told.exitCode());
          case SettingsException settings -> {
            settings.problems().forEach(problem -> context.console().note("veedel: " + problem));
            yield ExitCode.CONFIGURATION;
          }
          case RegistryException registry -> tell(context, registry.getMessage(), ExitCode.FAILED);
          case IllegalArgumentException usage -> tell(context, usage.getMessage(), ExitCode.USAGE);
          default -> {
            LOG.debug("The command failed", failure);
            yield tell(context, causes(failure), ExitCode.FAILED);
          }
        };
  }

  private static int tell(
      Context context, @org.jspecify.annotations.Nullable String message, int exitCode) {
    context.console().note("veedel: " + message);
    return exitCode;
  }

  /** "what failed: why: why", each message once. */
  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    Throwable cause = failure;
    while (cause != null) {
      String message =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }

  /** From the jar's manifest, or the version in development. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = VeedelCommand.class.getPackage().getImplementationVersion();
      return new String[] {"veedel " + (version == null ? "development" : version)};
    }
  }
}
