package city.veedel.standalone.command;

import city.veedel.schema.audit.Act;
import city.veedel.standalone.backup.BackupManifest;
import city.veedel.standalone.backup.Restore;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel restore}: a backup into an empty directory and an empty database. */
@Audited(Act.BACKUP_RESTORED)
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Restores a backup into an empty data directory and an empty database, PostgreSQL or"
          + " TimescaleDB whichever it came from. Then start with ./veedel up.",
      "User and password of a database: VEEDEL_DATABASE_USER, VEEDEL_DATABASE_PASSWORD."
    })
final class RestoreCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "DIR", description = "Backup to restore")
  private Path backup = Path.of("");

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Instead of VEEDEL_DATA_DIR")
  private @Nullable String dataDir;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "Instead of VEEDEL_DATABASE_URL")
  private @Nullable String databaseUrl;

  @Option(names = "--json", description = "One line of JSON")
  private boolean json;

  RestoreCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Instant begin = Instant.now();
    BackupManifest manifest =
        new Restore(settings(), InstantSource.system(), new Progress(context.console())::say)
            .from(backup);
    new BackupSummary(manifest, backup, Duration.between(begin, Instant.now()))
        .tell(context.console(), "Restored", json);
    return ExitCode.OK;
  }

  private Settings settings() {
    Map<String, String> environment = new HashMap<>(context.environment());
    if (dataDir != null) {
      environment.put("VEEDEL_DATA_DIR", dataDir);
    }
    if (databaseUrl != null) {
      environment.put("VEEDEL_DATABASE_URL", databaseUrl);
    }
    return SettingsFile.readAll(environment);
  }
}
