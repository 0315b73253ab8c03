package city.veedel.standalone.backup;

import city.veedel.schema.embedded.Synced;
import city.veedel.standalone.backup.BackupManifest.Part;
import city.veedel.standalone.backup.BackupManifest.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a backup that is being made: below {@code TARGET.partial} until all are synced, only
 * then below {@code TARGET}. Nobody but their owner can read them at any time.
 */
final class BackupFiles implements AutoCloseable {
  static final String SUMS = "SHA256SUMS";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int BUFFER = 1 << 16;

  private final Path target;
  private final Path partial;
  private final FreeSpace space;
  private final List<Part> parts = new ArrayList<>();
  private boolean finished;

  private BackupFiles(Path target, Path partial, FreeSpace space) {
    this.target = target;
    this.partial = partial;
    this.space = space;
  }

  /**
   * @throws BackupException when there is something already, or too little space
   */
  static BackupFiles begin(Path directory, long reserveBytes) throws IOException {
    Path target = directory.toAbsolutePath().normalize();
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    for (Path taken : List.of(target, partial)) {
      if (Files.exists(taken)) {
        throw new BackupException(
            taken
                + " is there already; a backup overwrites nothing."
                + (taken.equals(partial) ? " It is left of one that was interrupted." : "")
                + " Choose another name, or remove it.");
      }
    }
    Path parent = target.resolveSibling("");
    Files.createDirectories(parent);
    FreeSpace space = new FreeSpace(parent, reserveBytes);
    space.check(0);
    Files.createDirectory(partial, DIRECTORY);
    return new BackupFiles(target, partial, space);
  }

  Path target() {
    return target;
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Writes the content of a file and returns how many rows there were. */
  @FunctionalInterface
  interface Content {
    long to(OutputStream file) throws IOException;
  }

  /** A compressed file of rows. */
  void rows(String name, Content content, Function<Long, Rows> rows) throws IOException {
    Path file = partial.resolve(name);
    long count;
    MessageDigest digest = sha256();
    try (FileChannel channel = create(name)) {
      try (FastGzip gzip =
          new FastGzip(
              new DigestOutputStream(space.guarding(Channels.newOutputStream(channel)), digest))) {
        count = content.to(gzip);
        gzip.finish();
        channel.force(true);
      }
    }
    add(name, file, digest, rows.apply(count));
  }

  /** A small file as it is. */
  void file(String name, byte[] content) throws IOException {
    Path file = partial.resolve(name);
    try (FileChannel channel = create(name);
        OutputStream out = Channels.newOutputStream(channel)) {
      out.write(content);
      channel.force(true);
    }
    MessageDigest digest = sha256();
    digest.update(content);
    add(name, file, digest, null);
  }

  /** A directory that somebody else fills; {@link #adopt} then takes its files in. */
  Path directory(String name, long expectedBytes) throws IOException {
    space.check(expectedBytes);
    Path directory = partial.resolve(name);
    deleteTree(directory);
    return Files.createDirectory(directory, DIRECTORY);
  }

  void adopt(String name) throws IOException {
    try (Stream<Path> files = Files.list(partial.resolve(name))) {
      for (Path file : files.sorted().toList()) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        add(name + "/" + file.getFileName(), file, digestOf(file), null);
      }
    }
  }

  /** The backup is whole from here on. */
  void seal(BackupManifest manifest) throws IOException {
    file(BackupManifest.FILE, manifest.toBytes());
    StringBuilder sums = new StringBuilder();
    parts.forEach(part -> sums.append(part.sha256()).append("  ").append(part.file()).append('\n'));
    file(SUMS, sums.toString().getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> walk = Files.walk(partial)) {
      for (Path directory : walk.filter(Files::isDirectory).toList()) {
        Synced.sync(directory);
      }
    }
  }

  /** Gives the sealed backup its name. */
  void finish() throws IOException {
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    finished = true;
    Synced.sync(target.resolveSibling(""));
  }

  /** Leaves nothing of a backup that was not finished. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      deleteTree(partial);
    }
  }

  private void add(String name, Path file, MessageDigest digest, @Nullable Rows rows)
      throws IOException {
    parts.add(new Part(name, Files.size(file), HexFormat.of().formatHex(digest.digest()), rows));
  }

  private FileChannel create(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    Path directory = slash < 0 ? partial : partial.resolve(name.substring(0, slash));
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, DIRECTORY);
    }
    return FileChannel.open(
        partial.resolve(name),
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        FILE);
  }

  static MessageDigest digestOf(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  static void deleteTree(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Text of numbers and times becomes hardly smaller with more effort, and takes much longer. */
  private static final class FastGzip extends GZIPOutputStream {
    private FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
