package city.veedel.standalone.product;

import city.veedel.schema.embedded.Synced;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory of one product: journal, embedded database, registry cache, the pepper of the
 * device secrets, and {@code run.json} while it runs.
 */
public record DataDirectory(Path path) {
  public static final String PEPPER = "pepper";

  private static final int PEPPER_BYTES = 32;
  private static final String UNFINISHED_RESTORE = "restore-unfinished";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  public Path journal() {
    return path.resolve("journal");
  }

  public Path postgres() {
    return path.resolve("postgres");
  }

  public Path gateway() {
    return path.resolve("gateway");
  }

  Path runFile() {
    return path.resolve("run.json");
  }

  public void create() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("The data directory " + path + " cannot be made", e);
    }
  }

  /** Whether a product has ever run on it. */
  public boolean isInUse() {
    return Files.exists(path.resolve(PEPPER));
  }

  /**
   * @throws IllegalStateException when a restore into it was interrupted
   */
  void refuseUnfinishedRestore() {
    if (Files.exists(path.resolve(UNFINISHED_RESTORE))) {
      throw new IllegalStateException(
          "A restore into " + path + " was interrupted. Remove what is in it, then restore again.");
    }
  }

  /**
   * From here to {@link #restoreFinished} no product starts on this directory.
   *
   * @throws IllegalStateException when there is something in it already
   */
  public void beginRestore() {
    create();
    try {
      if (!contents().isEmpty()) {
        throw new IllegalStateException(
            "The data directory " + path + " is not empty. Restore into an empty one.");
      }
      Files.createFile(path.resolve(UNFINISHED_RESTORE), OWNER_ONLY);
    } catch (IOException e) {
      throw new UncheckedIOException("The data directory " + path + " cannot be written", e);
    }
  }

  /** Copies a file of a backup to its place, readable by its owner only, and syncs it. */
  public void put(String name, Path source) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(file.getParent());
    try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                OWNER_ONLY)) {
      long size = from.size();
      for (long copied = 0; copied < size; ) {
        copied += from.transferTo(copied, size - copied, to);
      }
      to.force(true);
    }
  }

  public void restoreFinished() throws IOException {
    Files.delete(path.resolve(UNFINISHED_RESTORE));
  }

  /** Removes what an unsuccessful restore put into an empty directory. */
  public void clear() {
    try {
      for (Path entry : contents()) {
        try (Stream<Path> walk = Files.walk(entry)) {
          for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The data directory " + path + " cannot be cleared", e);
    }
  }

  /** Without what the file system of a mount keeps for itself. */
  private List<Path> contents() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(entry -> !entry.endsWith("lost+found")).toList();
    }
  }

  /** The pepper of the device secrets; made the first time, readable by its owner only. */
  public byte[] pepper() {
    Path file = path.resolve(PEPPER);
    try {
      if (!Files.exists(file)) {
        makePepper(file);
      }
      byte[] pepper = Files.readAllBytes(file);
      if (pepper.length < PEPPER_BYTES) {
        throw new IllegalStateException(
            file + " is damaged: it must hold " + PEPPER_BYTES + " bytes, held " + pepper.length);
      }
      return pepper;
    } catch (IOException e) {
      throw new UncheckedIOException("The pepper " + file + " cannot be read or made", e);
    }
  }

  /** Written beside and linked, so that of two processes both end with the same one. */
  private void makePepper(Path file) throws IOException {
    create();
    byte[] pepper = new byte[PEPPER_BYTES];
    new SecureRandom().nextBytes(pepper);
    Path draft = Files.createTempFile(path, "pepper", ".new", OWNER_ONLY);
    try {
      Files.write(draft, pepper);
      // Without it no device's secret would be known any more after a power cut.
      Synced.sync(draft);
      Files.createLink(file, draft);
      Synced.sync(path);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its pepper is the one.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Replaces a small file as a whole. */
  void replace(Path file, byte[] content) throws IOException {
    Path draft = Files.createTempFile(path, file.getFileName().toString(), ".new", OWNER_ONLY);
    Files.write(draft, content);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
