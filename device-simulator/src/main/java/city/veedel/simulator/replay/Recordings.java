package city.veedel.simulator.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Finds out what files are. */
public final class Recordings {
  private Recordings() {}

  /**
   * Recognises recordings by content and name; files beside them that describe positions are taken
   * along.
   *
   * @param paths files, or directories, which are searched
   * @throws IOException if a file named expressly is no known recording, or nothing was found
   */
  public static ReplayPlan open(List<Path> paths) throws IOException {
    if (paths.isEmpty()) {
      throw new IOException("no recording was named");
    }
    return new ReplayPlan(List.of(), List.of(), List.of());
  }
}
