package city.veedel.standalone.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two file systems of a site's own: the data directory, and the journal mounted inside it. */
final class Disks implements AutoCloseable {
  private static final long MIB = 1L << 20;

  private final LoopDisk data;
  private final LoopDisk journal;

  private Disks(LoopDisk data, LoopDisk journal) {
    this.data = data;
    this.journal = journal;
  }

  static Disks create(LoopDisk.FileSystem fileSystem, Path directory)
      throws IOException, InterruptedException {
    Path mountPoint = directory.resolve("disk");
    LoopDisk data =
        LoopDisk.create(fileSystem, directory.resolve("data.img"), 6_144 * MIB, mountPoint);
    try {
      Path dataDirectory = Files.createDirectories(dataDirectory(directory));
      LoopDisk journal =
          LoopDisk.create(
              fileSystem,
              directory.resolve("journal.img"),
              2_048 * MIB,
              dataDirectory.resolve("journal"));
      return new Disks(data, journal);
    } catch (IOException | InterruptedException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  static Path dataDirectory(Path directory) {
    return directory.resolve("disk").resolve("data");
  }

  /** Which of the two a fault meets. */
  enum Which {
    DATA("the data directory's and the database's disk"),
    JOURNAL("the journal's disk"),
    BOTH("both disks");

    private final String text;

    Which(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  void cutPower(Which which) throws IOException, InterruptedException {
    for (LoopDisk disk : of(which)) {
      disk.cutPower();
    }
  }

  private List<LoopDisk> of(Which which) {
    return switch (which) {
      case DATA -> List.of(data);
      case JOURNAL -> List.of(journal);
      // The inner one first: its mount point lies on the other.
      case BOTH -> List.of(journal, data);
    };
  }

  /** Nobody may have files open on them. */
  void restore() throws IOException, InterruptedException {
    journal.unmount();
    data.restore();
    journal.mount();
  }

  LoopDisk journal() {
    return journal;
  }

  LoopDisk data() {
    return data;
  }

  @Override
  public void close() throws IOException {
    try {
      journal.close();
    } finally {
      data.close();
    }
  }
}
