package city.veedel.standalone.prove;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file system of its own in a file, whose power can be cut: {@code shutdown} drops what was not
 * synced and fails every call from then on, as a disk does that lost its power. Needs root, loop
 * devices and xfsprogs.
 */
final class LoopDisk implements AutoCloseable {
  private static final int UMOUNT_ATTEMPTS = 1_200;
  private static final long UMOUNT_PAUSE_MILLIS = 50;

  /** What is made on it. */
  enum FileSystem {
    EXT4,
    XFS
  }

  private final Path image;
  private final Path mountPoint;
  private boolean isMounted;

  private LoopDisk(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
  }

  /** Why there can be none here; empty if there can. */
  static String obstacle() {
    if (Programs.find("xfs_io").isEmpty() || Programs.find("mkfs.xfs").isEmpty()) {
      return "xfsprogs is not installed";
    }
    return Files.isWritable(Path.of("/dev/loop-control")) ? "" : "loop devices need root";
  }

  /**
   * @param bytes of the file, which takes only what is written
   */
  static LoopDisk create(FileSystem fileSystem, Path image, long bytes, Path mountPoint)
      throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    String name = fileSystem.name().toLowerCase(Locale.ROOT);
    Programs.run("mkfs." + name, "-q", image.toString());
    Files.createDirectories(mountPoint);
    LoopDisk disk = new LoopDisk(image, mountPoint);
    disk.mount();
    return disk;
  }

  void mount() throws IOException, InterruptedException {
    Programs.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
    isMounted = true;
  }

  /** Nothing that was not synced survives, and every call fails until {@link #restore}. */
  void cutPower() throws IOException, InterruptedException {
    Programs.run("xfs_io", "-x", "-c", "shutdown", mountPoint.toString());
  }

  /** Mounts again; the file system replays its log. Nobody may have files open on it. */
  void restore() throws IOException, InterruptedException {
    unmount();
    mount();
  }

  void unmount() throws IOException, InterruptedException {
    for (int attempt = 1; isMounted; attempt++) {
      try {
        Programs.run("umount", mountPoint.toString());
        isMounted = false;
      } catch (IOException e) {
        // A process that was killed may still be on its way out.
        if (attempt == UMOUNT_ATTEMPTS) {
          throw e;
        }
        Thread.sleep(UMOUNT_PAUSE_MILLIS);
      }
    }
  }

  /**
   * Fills it with a file.
   *
   * @param leave bytes left free
   */
  void fill(long leave) throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(mountPoint);
    long ballast = store.getUsableSpace() - leave;
    if (ballast > 0) {
      Programs.run("fallocate", "-l", Long.toString(ballast), ballast().toString());
    }
  }

  /** Takes the file of {@link #fill} away. */
  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return mountPoint.resolve("ballast");
  }

  /** The image stays, for whoever wants to look into it. */
  @Override
  public void close() throws IOException {
    try {
      unmount();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
