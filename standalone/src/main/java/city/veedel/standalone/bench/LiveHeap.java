package city.veedel.standalone.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What is alive in the heap of another JVM. */
final class LiveHeap {
  private LiveHeap() {}

  /** By jcmd, which collects first. */
  static long bytes(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram =
        new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    jcmd.waitFor();
    String total = histogram.substring(histogram.lastIndexOf('\n') + 1);
    String[] columns = total.strip().split("\\s+");
    if (!total.startsWith("Total") || columns.length < 3) {
      throw new IOException("jcmd said: " + total);
    }
    return Long.parseLong(columns[2]);
  }
}
