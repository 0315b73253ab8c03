package city.veedel.schema.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of PostgreSQL. They refuse the user root; then they run in a user namespace of
 * their own ({@code unshare --user}), where they are nobody in name and root's files stay theirs.
 */
final class ServerPrograms {
  private static final long TIMEOUT_SECONDS = 120;
  private static final long LOOK_MILLIS = 5;
  private static final int MAX_OUTPUT_BYTES = 64 << 10;

  private final Path bin;
  private final List<String> prefix;

  private ServerPrograms(Path bin, List<String> prefix) {
    this.bin = bin;
    this.prefix = prefix;
  }

  /**
   * @param directory that holds {@code bin}
   */
  static ServerPrograms in(Path directory) throws IOException {
    return new ServerPrograms(
        directory.resolve("bin"), isRoot(directory) ? List.of("unshare", "--user") : List.of());
  }

  void run(String program, List<String> arguments) throws IOException {
    run(program, arguments, () -> false);
  }

  /**
   * @param done asked every few milliseconds; once true, the program is left to end by itself
   */
  void run(String program, List<String> arguments, Done done) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    try {
      execute(command, program, TIMEOUT_SECONDS, done);
    } catch (IOException e) {
      // Only now: asking first would cost every start a process.
      if (!prefix.isEmpty()) {
        checkNamespace();
      }
      throw e;
    }
  }

  /** Whether what a program was started for is there. */
  @FunctionalInterface
  interface Done {
    boolean isDone() throws IOException;
  }

  private void checkNamespace() throws IOException {
    try {
      List<String> command = new ArrayList<>(prefix);
      command.add("true");
      execute(command, "unshare", 10, () -> false);
    } catch (IOException e) {
      throw new IOException(
          "PostgreSQL does not run as root, and a user namespace is not allowed here ("
              + e.getMessage()
              + "). Run Veedel as an ordinary user, or set VEEDEL_DATABASE_URL.",
          e);
    }
  }

  /** Output goes to a file: a server that is left running would hold a pipe open for ever. */
  private static void execute(List<String> command, String program, long timeoutSeconds, Done done)
      throws IOException {
    Path output = Files.createTempFile("veedel-" + program + "-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      if (isDoneBeforeItEnds(process, program, timeoutSeconds, done)) {
        return;
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            program + " ended with code " + process.exitValue() + ": " + lastWords(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + program, e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static boolean isDoneBeforeItEnds(
      Process process, String program, long timeoutSeconds, Done done)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (done.isDone()) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        process.destroyForcibly();
        throw new IOException(program + " did not end within " + timeoutSeconds + " s");
      }
    }
    return false;
  }

  private static String lastWords(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      return new String(in.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8)
          .strip()
          .replaceAll("\\s+", " ");
    }
  }

  private static boolean isRoot(Path ownFile) throws IOException {
    Path self = Path.of("/proc/self");
    Path witness = Files.exists(self) ? self : ownFile;
    return Files.getAttribute(witness, "unix:uid").equals(0);
  }
}
