package city.veedel.simulator.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The beginning of a file: enough to tell what it is.
 *
 * @param text its first {@value #BYTES} bytes, unpacked
 */
record Head(Path path, String text) {
  private static final int BYTES = 4096;

  static Head of(Path path) throws IOException {
    try (InputStream content = CountedFile.open(path).content()) {
      return new Head(path, new String(content.readNBytes(BYTES), StandardCharsets.UTF_8));
    }
  }

  String firstLine() {
    return text.lines().findFirst().orElse("");
  }

  /** The name of the file alone. */
  String name() {
    return String.valueOf(path.getFileName());
  }
}
