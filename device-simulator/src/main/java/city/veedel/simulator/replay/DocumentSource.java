package city.veedel.simulator.replay;

import city.veedel.simulator.device.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small document that is read as a whole and put into the order of time. */
record DocumentSource(Path path, Loader loader) implements Source {
  /** Reads the whole document. */
  @FunctionalInterface
  interface Loader {
    List<Measurement> load() throws IOException;
  }

  @Override
  public long bytes() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public MeasurementReader open() throws IOException {
    try {
      List<Measurement> sorted =
          loader.load().stream().sorted(Comparator.comparing(Measurement::time)).toList();
      return new Reader(sorted.iterator(), bytes());
    } catch (RuntimeException e) {
      throw new IOException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private record Reader(Iterator<Measurement> measurements, long bytesRead)
      implements MeasurementReader {
    @Override
    public @Nullable Measurement next() {
      return measurements.hasNext() ? measurements.next() : null;
    }

    @Override
    public void close() {
      // Read as a whole; the file is closed already.
    }
  }
}
