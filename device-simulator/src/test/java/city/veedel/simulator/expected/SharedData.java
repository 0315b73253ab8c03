package city.veedel.simulator.expected;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the recordings lie, if they are on this machine. */
public final class SharedData {
  private SharedData() {}

  /** {@code VEEDEL_SHARED_DATA}, else {@code ../../shared/data} from the module's directory. */
  public static Optional<Path> find() {
    String configured = System.getenv("VEEDEL_SHARED_DATA");
    return Stream.of(configured == null ? "../../shared/data" : configured)
        .map(Path::of)
        .filter(Files::isDirectory)
        .findFirst();
  }

  /** One recording's directory; says on standard output what is skipped if it is not there. */
  public static Optional<Path> find(String recording) {
    Optional<Path> found = find().map(data -> data.resolve(recording)).filter(Files::isDirectory);
    if (found.isEmpty()) {
      System.out.println(
          "SKIPPED: no recording "
              + recording
              + "; set VEEDEL_SHARED_DATA to its parent directory");
    }
    return found;
  }
}
