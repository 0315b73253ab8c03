package city.veedel.standalone.backup;

import city.veedel.journal.sqlite.JournalCopy;
import city.veedel.standalone.backup.BackupManifest.JournalContents;
import city.veedel.standalone.backup.BackupManifest.Part;
import city.veedel.standalone.backup.BackupManifest.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads a backup through, without a database: is it whole, and is every part as it was written? */
public final class Verification {
  private static final int BUFFER = 1 << 16;

  private final Path directory;
  private final Steps steps;
  private final List<String> problems = new ArrayList<>();

  private Verification(Path directory, Steps steps) {
    this.directory = directory;
    this.steps = steps;
  }

  /**
   * @param problems empty for a sound backup
   */
  public record Verified(BackupManifest manifest, List<String> problems) {
    public Verified {
      problems = List.copyOf(problems);
    }
  }

  /**
   * @throws BackupException when it is no backup, not a finished one, or one of a newer format
   */
  public static Verified verify(Path directory, Steps steps) {
    try {
      return new Verification(directory, steps).run();
    } catch (IOException e) {
      throw new BackupException(directory + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Verified run() throws IOException {
    Path manifestFile = directory.resolve(BackupManifest.FILE);
    Path sumsFile = directory.resolve(BackupFiles.SUMS);
    if (!Files.isRegularFile(manifestFile) || !Files.isRegularFile(sumsFile)) {
      throw new BackupException(
          directory
              + " is not a finished backup: it has no "
              + BackupManifest.FILE
              + " with its "
              + BackupFiles.SUMS
              + ".");
    }
    Map<String, String> sums = sums(Files.readString(sumsFile));
    if (!hex(manifestFile).equals(sums.get(BackupManifest.FILE))) {
      throw new BackupException(
          manifestFile
              + " is damaged: it is not what "
              + BackupFiles.SUMS
              + " says. Use another"
              + " backup.");
    }
    BackupManifest manifest = BackupManifest.of(Files.readAllBytes(manifestFile));
    if (manifest.format() != BackupManifest.FORMAT) {
      throw new BackupException(
          "%s has format %d, this build reads format %d. Use Veedel %s or newer."
              .formatted(directory, manifest.format(), BackupManifest.FORMAT, manifest.product()));
    }
    for (Part part : manifest.parts()) {
      steps.say(() -> "Checking " + part.file());
      check(part);
    }
    if (manifest.journal() != null && problems.isEmpty()) {
      check(manifest.journal());
    }
    return new Verified(manifest, problems);
  }

  private static Map<String, String> sums(String text) {
    Map<String, String> sums = new HashMap<>();
    text.lines()
        .map(line -> line.split(" {2}", 2))
        .filter(fields -> fields.length == 2)
        .forEach(fields -> sums.put(fields[1], fields[0]));
    return sums;
  }

  private void check(Part part) throws IOException {
    Path file = directory.resolve(part.file()).normalize();
    if (!file.startsWith(directory.normalize())
        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      problems.add(part.file() + " is missing");
    } else if (Files.size(file) != part.bytes()) {
      problems.add(
          "%s has %,d bytes, should have %,d"
              .formatted(part.file(), Files.size(file), part.bytes()));
    } else if (!hex(file).equals(part.sha256())) {
      problems.add(part.file() + " is damaged: its SHA-256 is another");
    } else if (part.rows() != null) {
      checkRows(part.file(), file, part.rows());
    }
  }

  /** A row is a line: a line break within a value is written as two characters. */
  private void checkRows(String name, Path file, Rows rows) throws IOException {
    long lines = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    if (lines != rows.count()) {
      problems.add("%s has %,d rows, should have %,d".formatted(name, lines, rows.count()));
    }
  }

  private void check(JournalContents expected) throws IOException {
    JournalCopy.Contents found = JournalCopy.check(directory.resolve(Backup.JOURNAL));
    if (!found.journal().toString().equals(expected.id())
        || found.next() != expected.next()
        || found.batches() != expected.batches()
        || found.entries() != expected.entries()) {
      problems.add("the journal holds " + found + ", should hold " + expected);
    }
  }

  private static String hex(Path file) throws IOException {
    return HexFormat.of().formatHex(BackupFiles.digestOf(file).digest());
  }
}
