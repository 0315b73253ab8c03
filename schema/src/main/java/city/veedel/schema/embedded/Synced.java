package city.veedel.schema.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * What must still be there after a power cut: without it a file that was written and renamed may
 * come back empty, under its final name.
 */
public final class Synced {
  private Synced() {}

  /** A file's content, or a directory's entries. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Everything below and including {@code root}. */
  static void syncTree(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        if (!Files.isSymbolicLink(path)
            && (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || Files.isRegularFile(path))) {
          sync(path);
        }
      }
    }
  }
}
