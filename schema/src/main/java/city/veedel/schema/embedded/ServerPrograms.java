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
    boolean root = isRoot(directory);
    ServerPrograms programs =
        new ServerPrograms(
            directory.resolve("bin"), root ? List.of("unshare", "--user") : List.of());
    if (root) {
      programs.checkNamespace();
    }
    return programs;
  }

  /** Output goes to a file: a server that is left running would hold a pipe open for ever. */
  void run(String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    execute(command, program, TIMEOUT_SECONDS);
  }

  private void checkNamespace() throws IOException {
    try {
      List<String> command = new ArrayList<>(prefix);
      command.add("true");
      execute(command, "unshare", 10);
    } catch (IOException e) {
      throw new IOException(
          "PostgreSQL does not run as root, and a user namespace is not allowed here ("
              + e.getMessage()
              + "). Run Veedel as an ordinary user, or set VEEDEL_DATABASE_URL.",
          e);
    }
  }

  private static void execute(List<String> command, String program, long timeoutSeconds)
      throws IOException {
    Path output = Files.createTempFile("veedel-" + program + "-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program + " did not end within " + timeoutSeconds + " s");
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
