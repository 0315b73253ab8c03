package city.veedel.journal.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@link AppendingProcess} and what it has said so far. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final List<String> lines = new ArrayList<>();

  private Child(Process process) {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.US_ASCII);
  }

  /**
   * @param wrapper command to run it under, such as strace; may be empty
   */
  static Child start(List<String> wrapper, Path directory, int source) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            AppendingProcess.class.getName(),
            directory.toString(),
            Integer.toString(source)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new Child(builder.start());
  }

  /** Reads on until so many lines were said, or the process has ended. */
  void awaitLines(int count) throws IOException {
    for (String line = null; lines.size() < count; lines.add(line)) {
      line = said.readLine();
      if (line == null) {
        return;
      }
    }
  }

  /** SIGKILL; what it had said before is still read. */
  void kill() throws IOException, InterruptedException {
    // By its handle: the process itself would close its streams with what is still in them.
    boolean _ = process.toHandle().destroyForcibly();
    awaitEnd();
  }

  void awaitEnd() throws IOException, InterruptedException {
    awaitLines(Integer.MAX_VALUE);
    process.waitFor();
  }

  List<String> lines() {
    return lines;
  }

  /** Name of the entry to its position, for whole lines only. */
  Map<String, String> acknowledged() {
    Map<String, String> acknowledged = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words.length == 3 && words[0].contains(":")) {
        acknowledged.put(words[0], words[1] + ":" + words[2]);
      }
    }
    return acknowledged;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
