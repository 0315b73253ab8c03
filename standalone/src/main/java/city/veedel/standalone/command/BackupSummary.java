package city.veedel.standalone.command;

import city.veedel.standalone.backup.BackupManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What there is to tell of a backup that was made or restored. */
record BackupSummary(BackupManifest manifest, Path directory, Duration took) {
  private static final double MILLIS = 1_000.0;

  /**
   * @param what was done
   */
  void tell(Console console, String what, boolean json) {
    manifest.notes().forEach(note -> console.note("Note: " + note));
    double seconds = took.toMillis() / MILLIS;
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("directory", directory.toString());
      result.put("taken_at", manifest.startedAt());
      result.put("bytes", manifest.bytes());
      result.put("rows", manifest.rowCount());
      result.put("observations", manifest.observations());
      result.put("journal_entries", journalEntries(manifest));
      result.put("seconds", seconds);
      console.json(result);
    } else {
      console.line("%s %s in %.1f s: %s".formatted(what, directory, seconds, described(manifest)));
    }
  }

  static String described(BackupManifest manifest) {
    return ("%,d rows, of them %,d observations; %,d journal entries not stored yet; %,d bytes;"
            + " everything acknowledged before %s")
        .formatted(
            manifest.rowCount(),
            manifest.observations(),
            journalEntries(manifest),
            manifest.bytes(),
            manifest.startedAt());
  }

  private static long journalEntries(BackupManifest manifest) {
    BackupManifest.JournalContents journal = manifest.journal();
    return journal == null ? 0 : journal.entries();
  }
}
