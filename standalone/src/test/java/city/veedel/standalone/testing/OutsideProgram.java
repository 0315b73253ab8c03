package city.veedel.standalone.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs that were not written by us: the best judges of a protocol. */
public final class OutsideProgram {
  private OutsideProgram() {}

  /** What a finished program printed, and how long it ran. */
  public record Run(int exitCode, String output, Instant begun, Duration took) {}

  /** The first of {@code names} that is installed; says so in one line when none is. */
  public static Optional<String> find(String... names) {
    String path = System.getenv("PATH") + ":/usr/sbin";
    for (String name : names) {
      for (String directory : path.split(":")) {
        if (Files.isExecutable(Path.of(directory, name))) {
          return Optional.of(Path.of(directory, name).toString());
        }
      }
    }
    System.err.println("SKIPPED: " + String.join(" or ", names) + " is not installed here");
    return Optional.empty();
  }

  public static Run run(String... command) throws IOException, InterruptedException {
    Instant begun = Instant.now();
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " did not end: " + output);
    }
    return new Run(process.exitValue(), output, begun, Duration.between(begun, Instant.now()));
  }
}
