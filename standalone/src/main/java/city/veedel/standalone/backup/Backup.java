package city.veedel.standalone.backup;

import city.veedel.journal.Position;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.journal.sqlite.JournalCopy;
import city.veedel.journal.sqlite.SqliteJournal;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.backup.DatabaseSnapshot;
import city.veedel.schema.backup.Slice;
import city.veedel.schema.backup.StoredPosition;
import city.veedel.standalone.backup.BackupManifest.JournalContents;
import city.veedel.standalone.backup.BackupManifest.Rows;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.RunningProduct;
import city.veedel.standalone.product.Store;
import city.veedel.standalone.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a backup while the product runs, or of one that does not run.
 *
 * <p>The order decides that nothing falls between database and journal: first the snapshot of the
 * database, which says how far the journal was stored; then the journal from there on; then the
 * rows of the snapshot. What was stored in between is in both, and recognised as a repeat.
 */
public final class Backup {
  static final String JOURNAL = "journal";
  static final String DATABASE = "database";
  static final String PEPPER = "secrets/pepper";
  static final String BRIDGES = "settings/bridges.yaml";

  // Before an upgrade, a backup may be of what an older version left.
  private static final int FIRST_SCHEMA_WITH_TRAIL = 9;

  private final Settings settings;
  private final DataDirectory directory;
  private final BackupConfig config;
  private final InstantSource clock;
  private final Steps steps;
  private final String productVersion;

  /**
   * @param productVersion for the manifest
   */
  public Backup(
      Settings settings,
      BackupConfig config,
      InstantSource clock,
      Steps steps,
      String productVersion) {
    this.settings = settings;
    this.directory = new DataDirectory(settings.dataDir());
    this.config = config;
    this.clock = clock;
    this.steps = steps;
    this.productVersion = productVersion;
  }

  /** A snapshot and the journal beyond it. */
  private record Moment(DatabaseSnapshot snapshot, @Nullable JournalContents journal)
      implements AutoCloseable {
    @Override
    public void close() {
      snapshot.close();
    }
  }

  /**
   * Writes a backup to a directory that must not exist yet.
   *
   * @throws BackupException when it cannot be made here; nothing is left of it
   */
  public BackupManifest write(Path target) {
    refuseUnused();
    refuseInside(target);
    Instant started = clock.instant();
    // Opens what a product that does not run would open itself, and keeps one from starting.
    try (BackupFiles files = BackupFiles.begin(target, config.reserveBytes());
        Store store = Store.open(settings);
        Closing _ = holdJournal();
        Moment moment = moment(store, files)) {
      steps.say(() -> "Journal: " + described(moment.journal()));
      files.adopt(JOURNAL);
      writeRows(moment.snapshot(), files);
      files.file(PEPPER, directory.pepper());
      if (settings.bridges().isPresent()) {
        files.file(BRIDGES, Files.readAllBytes(settings.bridges().get()));
      }
      BackupManifest manifest =
          new BackupManifest(
              BackupManifest.FORMAT,
              productVersion,
              moment.snapshot().schemaVersion(),
              store.database().engine().toString(),
              started.toString(),
              clock.instant().toString(),
              moment.journal(),
              files.parts(),
              moment.snapshot().numberSources(),
              notes(moment.snapshot()));
      files.seal(manifest);
      record(store, moment.snapshot(), target);
      files.finish();
      return manifest;
    } catch (IOException e) {
      throw new BackupException("The backup could not be written: " + e.getMessage(), e);
    }
  }

  /**
   * When all but the name is on the disk, so that a backup that could not be written left no entry;
   * and none is made without.
   */
  private void record(Store store, DatabaseSnapshot snapshot, Path target) {
    if (snapshot.schemaVersion() >= FIRST_SCHEMA_WITH_TRAIL) {
      new AuditTrail(store.database().dataSource())
          .append(
              AuditEntry.of(
                  clock.instant(),
                  Actor.shell(),
                  Act.BACKUP_TAKEN,
                  target.toAbsolutePath().normalize().toString(),
                  Map.of()));
    }
  }

  private void refuseUnused() {
    if (!directory.isInUse()) {
      throw new BackupException(
          "There is nothing to back up: no product has run on "
              + directory.path()
              + " yet. Is VEEDEL_DATA_DIR right?");
    }
  }

  private void refuseInside(Path target) {
    Path data = directory.path().toAbsolutePath().normalize();
    if (target.toAbsolutePath().normalize().startsWith(data)) {
      throw new BackupException(
          target + " is inside the data directory " + data + ": whoever loses one loses both.");
    }
  }

  @FunctionalInterface
  private interface Closing extends AutoCloseable {
    @Override
    void close();
  }

  private Closing holdJournal() {
    if (RunningProduct.find(directory).isPresent() || !Files.isDirectory(directory.journal())) {
      return () -> {};
    }
    return SqliteJournal.open(JournalConfig.in(directory.journal()))::close;
  }

  private Moment moment(Store store, BackupFiles files) throws IOException {
    long size = sizeOf(directory.journal());
    for (int attempt = 1; attempt <= config.attempts(); attempt++) {
      DatabaseSnapshot snapshot = DatabaseSnapshot.open(store.database().config());
      boolean done = false;
      try {
        Path copy = files.directory(JOURNAL, size);
        Optional<UUID> journal = JournalCopy.findId(directory.journal());
        if (journal.isEmpty()) {
          done = true;
          return new Moment(snapshot, null);
        }
        Optional<StoredPosition> stored = snapshot.positionOf(journal.get());
        Position from =
            stored
                .map(position -> new Position(position.batch(), position.index()))
                .orElse(Position.BEGINNING);
        Optional<JournalCopy.Contents> contents = JournalCopy.take(directory.journal(), from, copy);
        if (contents.isPresent()) {
          done = true;
          return new Moment(snapshot, contents(from, contents.get()));
        }
      } finally {
        if (!done) {
          snapshot.close();
        }
      }
    }
    throw new BackupException(
        "The journal was released faster than it could be copied, "
            + config.attempts()
            + " times. Try again when there is less load.");
  }

  private static JournalContents contents(Position from, JournalCopy.Contents copied) {
    return new JournalContents(
        copied.journal().toString(),
        from.batch(),
        from.index(),
        copied.next(),
        copied.batches(),
        copied.entries(),
        copied.damaged());
  }

  private void writeRows(DatabaseSnapshot snapshot, BackupFiles files) throws IOException {
    List<Slice> slices = snapshot.slices();
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      int number = i + 1;
      steps.say(() -> "Database: %s (%d of %d)".formatted(slice.name(), number, slices.size()));
      files.rows(
          DATABASE + "/" + slice.name() + ".tsv.gz",
          out -> snapshot.write(slice, out),
          count -> new Rows(slice.table(), slice.columns(), slice.month().orElse(null), count));
    }
  }

  private List<String> notes(DatabaseSnapshot snapshot) {
    List<String> notes = new ArrayList<>();
    snapshot
        .rawRetention()
        .ifPresent(kept ->
            notes.add(
                "Raw observations were dropped after "
                    + kept
                    + ". Roll-ups older than that are not in this backup; after restoring, run"
                    + " SELECT veedel.set_observation_retention('"
                    + kept
                    + "')."));
    if (settings.bridges().isPresent()) {
      notes.add(
          "VEEDEL_BRIDGES was set; the file comes back as bridges.yaml in the data directory.");
    }
    return notes;
  }

  private static String described(@Nullable JournalContents journal) {
    return journal == null ? "none" : "%,d entries not stored yet".formatted(journal.entries());
  }

  private static long sizeOf(Path journal) throws IOException {
    if (!Files.isDirectory(journal)) {
      return 0;
    }
    long bytes = 0;
    try (var files = Files.list(journal)) {
      for (Path file : files.toList()) {
        // Files are released all the while.
        bytes += Files.isRegularFile(file) ? file.toFile().length() : 0;
      }
    }
    return bytes;
  }
}
