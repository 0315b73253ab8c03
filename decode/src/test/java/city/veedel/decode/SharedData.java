package city.veedel.decode;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real payloads, which are not part of the repository. */
public final class SharedData {
  private SharedData() {}

  /**
   * {@code VEEDEL_SHARED_DATA}, else {@code ../../shared/data} from the module's directory. Skips
   * the test where the folder is missing.
   */
  public static Path folder(String name) {
    String data = System.getenv("VEEDEL_SHARED_DATA");
    Path folder = Path.of(data == null ? "../../shared/data" : data).resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () ->
            "SKIPPED: "
                + folder.toAbsolutePath().normalize()
                + " is missing; set VEEDEL_SHARED_DATA to the folder that holds "
                + name);
    return folder;
  }
}
