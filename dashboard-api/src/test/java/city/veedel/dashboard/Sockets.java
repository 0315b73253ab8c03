package city.veedel.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of this machine's TCP sockets; Linux only. */
final class Sockets {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private Sockets() {}

  /**
   * Whether a process still has the socket between these ports open. One that was closed while the
   * peer reads nothing stays with the kernel for a while, but is nobody's: its inode is 0.
   */
  static boolean isHeld(int localPort, int remotePort) throws IOException {
    for (Path table : TABLES) {
      if (!Files.exists(table)) {
        continue;
      }
      for (String line : Files.readAllLines(table)) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > INODE
            && fields[LOCAL].endsWith(":%04X".formatted(localPort))
            && fields[REMOTE].endsWith(":%04X".formatted(remotePort))
            && !fields[INODE].equals("0")) {
          return true;
        }
      }
    }
    return false;
  }
}
