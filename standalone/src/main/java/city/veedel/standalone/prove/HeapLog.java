package city.veedel.standalone.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM writes about its collections of garbage, with {@link #option}. */
final class HeapLog {
  /** {@code …GC(7) Pause Young (Normal) (G1 Evacuation Pause) 120M->45M(512M) 12.3ms}. */
  private static final Pattern PAUSE = Pattern.compile("\\bPause .* \\d+M->(\\d+)M\\(\\d+M\\)");

  private HeapLog() {}

  static String option(Path file) {
    return "-Xlog:gc:file=" + file + "::filecount=0";
  }

  /**
   * The most that a collection left, in MiB; garbage that it did not look at is in it. Empty if the
   * log tells of none: then nothing is known of the heap.
   */
  static OptionalLong peakMb(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(PAUSE::matcher)
          .filter(Matcher::find)
          .mapToLong(pause -> Long.parseLong(pause.group(1)))
          .max();
    }
  }
}
