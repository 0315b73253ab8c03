package city.veedel.standalone.command;

import city.veedel.schema.audit.Act;
import city.veedel.standalone.backup.Backup;
import city.veedel.standalone.backup.BackupConfig;
import city.veedel.standalone.backup.BackupManifest;
import city.veedel.standalone.backup.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./veedel backup}: everything of the product that cannot be computed anew. */
@Audited(Act.BACKUP_TAKEN)
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a backup of the product to a new directory, while it runs or not.",
      "It holds secrets: keep it like them."
    })
final class BackupCommand implements Callable<Integer> {
  private final Context context;

  @Spec private @Nullable CommandSpec spec;

  // Optional, because "backup verify" has none.
  @Parameters(
      paramLabel = "TARGET",
      arity = "0..1",
      description = "Directory to make; must not exist")
  private @Nullable Path target;

  @Option(names = "--json", description = "One line of JSON")
  private boolean json;

  BackupCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Path directory = target;
    if (directory == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "Where to? Try: ./veedel backup TARGET");
    }
    Instant begin = Instant.now();
    BackupManifest manifest =
        new Backup(
                context.settingsOfRunning(),
                BackupConfig.DEFAULTS,
                InstantSource.system(),
                new Progress(context.console())::say,
                new VeedelCommand.Version().getVersion()[0])
            .write(directory);
    new BackupSummary(manifest, directory, Duration.between(begin, Instant.now()))
        .tell(context.console(), "Backup", json);
    return ExitCode.OK;
  }

  @Audited(exempt = "reads a backup through and shows nothing of it")
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Reads a backup through: whole and undamaged? Needs no database.")
  int verify(
      @Parameters(paramLabel = "DIR") Path directory,
      @Option(names = "--json", description = "One line of JSON") boolean asJson) {
    Verification.Verified verified =
        Verification.verify(directory, new Progress(context.console())::say);
    boolean sound = verified.problems().isEmpty();
    if (asJson) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("ok", sound);
      result.put("problems", verified.problems());
      result.put("manifest", verified.manifest());
      context.console().json(result);
    } else {
      verified.problems().forEach(problem -> context.console().line("WRONG " + problem));
      context
          .console()
          .line(
              sound
                  ? "ok    " + BackupSummary.described(verified.manifest())
                  : "This backup is damaged. Use another one.");
    }
    return sound ? ExitCode.OK : ExitCode.FAILED;
  }
}
