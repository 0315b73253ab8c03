package city.veedel.standalone.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The directory of one product: journal, embedded database, registry cache, the pepper of the
 * device secrets, and {@code run.json} while it runs.
 */
public record DataDirectory(Path path) {
  private static final int PEPPER_BYTES = 32;
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

  /** The pepper of the device secrets; made the first time, readable by its owner only. */
  public byte[] pepper() {
    Path file = path.resolve("pepper");
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
      Files.createLink(file, draft);
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
