package city.veedel.standalone.backup;

import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.backup.DatabaseLoad;
import city.veedel.standalone.backup.BackupManifest.Part;
import city.veedel.standalone.backup.BackupManifest.Rows;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.Store;
import city.veedel.standalone.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Puts a backup into an empty data directory and an empty database, of either engine. The backup is
 * read through first; a product can start on the result only when all of it is there.
 */
public final class Restore {
  private static final int BUFFER = 1 << 16;

  private final Settings settings;
  private final InstantSource clock;
  private final Steps steps;

  /**
   * @param settings which directory and database to restore into
   */
  public Restore(Settings settings, InstantSource clock, Steps steps) {
    this.settings = settings;
    this.clock = clock;
    this.steps = steps;
  }

  /**
   * @throws BackupException when the backup is damaged
   * @throws IllegalStateException when the directory or the database is not empty
   * @throws IllegalArgumentException when the backup has a newer schema than this build
   */
  public BackupManifest from(Path backup) {
    Verification.Verified verified = Verification.verify(backup, steps);
    if (!verified.problems().isEmpty()) {
      throw new BackupException(
          backup + " is damaged; nothing was restored: " + String.join("; ", verified.problems()));
    }
    BackupManifest manifest = verified.manifest();
    DataDirectory directory = new DataDirectory(settings.dataDir());
    directory.beginRestore();
    boolean done = false;
    try {
      copyFiles(backup, manifest, directory);
      load(backup, manifest);
      directory.restoreFinished();
      done = true;
      return manifest;
    } catch (IOException e) {
      throw new BackupException("The restore failed: " + e.getMessage(), e);
    } finally {
      if (!done) {
        directory.clear();
      }
    }
  }

  private void load(Path backup, BackupManifest manifest) throws IOException {
    List<Part> tables = manifest.parts().stream().filter(part -> part.rows() != null).toList();
    try (Store store = Store.openForRestore(settings);
        DatabaseLoad load = DatabaseLoad.begin(store.database(), manifest.schemaVersion())) {
      for (Part part : tables) {
        if (part.rows() != null) {
          steps.say(() -> "Loading " + part.file());
          load(load, backup.resolve(part.file()), part.rows());
        }
      }
      steps.say(() -> "Roll-ups and statistics");
      load.finish(manifest.numbers());
      new AuditTrail(store.database().dataSource())
          .append(
              AuditEntry.of(
                  clock.instant(),
                  Actor.shell(),
                  Act.BACKUP_RESTORED,
                  "backup",
                  Map.of("taken_at", manifest.startedAt(), "product", manifest.product())));
    }
  }

  private static void load(DatabaseLoad load, Path file, Rows rows) throws IOException {
    long loaded;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
      loaded = load.read(rows.slice(), in);
    }
    if (loaded != rows.count()) {
      throw new BackupException(
          "%s: the database took %,d rows of %,d".formatted(file, loaded, rows.count()));
    }
  }

  private static void copyFiles(Path backup, BackupManifest manifest, DataDirectory directory)
      throws IOException {
    for (Part part : manifest.parts()) {
      Path source = backup.resolve(part.file());
      if (part.file().equals(Backup.PEPPER)) {
        directory.put(DataDirectory.PEPPER, source);
      } else if (part.file().equals(Backup.BRIDGES)) {
        directory.put("bridges.yaml", source);
      } else if (part.file().startsWith(Backup.JOURNAL + "/")) {
        directory.put(part.file(), source);
      }
    }
  }
}
