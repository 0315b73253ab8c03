package city.veedel.standalone.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CPU seconds by part, at one moment.
 *
 * @param database zero where its processes are not for us to see
 */
record Usage(double generator, double product, double database) {
  static Usage now(long productPid, Path databaseDirectory) throws IOException {
    return new Usage(
        Processes.cpuSeconds(ProcessHandle.current().pid()),
        Processes.cpuSeconds(productPid),
        Processes.databaseCpuSeconds(databaseDirectory));
  }

  /** Seconds since {@code before} for a million of {@code count}. */
  Map<String, Object> perMillionSince(Usage before, long count) {
    double millions = Math.max(1, count) / 1e6;
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("generator", Figures.rounded((generator - before.generator) / millions));
    parts.put("product", Figures.rounded((product - before.product) / millions));
    parts.put("database", Figures.rounded((database - before.database) / millions));
    return parts;
  }
}
