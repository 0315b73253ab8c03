package city.veedel.simulator.replay;

import city.veedel.simulator.device.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file of comma-separated rows under one header, read row by row. No cell of any recording holds
 * a comma; quotes are taken off.
 *
 * @param rowsFor makes what reads the rows, from the header
 */
record CsvSource(Path path, Function<List<String>, Rows> rowsFor) implements Source {
  /** Reads rows; may remember the row before. */
  @FunctionalInterface
  interface Rows {
    /**
     * What a row says; empty if nothing.
     *
     * @throws RuntimeException if the row cannot be read; the place is added by the caller
     */
    List<Measurement> read(List<String> cells);
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
    CountedFile file = CountedFile.open(path);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8));
    String header = lines.readLine();
    if (header == null) {
      lines.close();
      throw new IOException(path + " is empty");
    }
    return new Reader(path, file, lines, rowsFor.apply(cells(header)));
  }

  /** The header and all rows, for small files that go along with a recording. */
  static List<List<String>> readAll(Path path) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(CountedFile.open(path).content(), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).map(CsvSource::cells).toList();
    }
  }

  static List<String> cells(String line) {
    String[] cells = line.split(",", -1);
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i];
      if (cell.length() >= 2 && cell.charAt(0) == '"' && cell.charAt(cell.length() - 1) == '"') {
        cells[i] = cell.substring(1, cell.length() - 1);
      }
    }
    return List.of(cells);
  }

  private static final class Reader implements MeasurementReader {
    private final Path path;
    private final CountedFile file;
    private final BufferedReader lines;
    private final Rows rows;
    private final Deque<Measurement> ready = new ArrayDeque<>();
    private long lineNumber = 1;

    Reader(Path path, CountedFile file, BufferedReader lines, Rows rows) {
      this.path = path;
      this.file = file;
      this.lines = lines;
      this.rows = rows;
    }

    @Override
    public @Nullable Measurement next() throws IOException {
      while (ready.isEmpty()) {
        String line = lines.readLine();
        if (line == null) {
          return null;
        }
        lineNumber++;
        if (!line.isBlank()) {
          try {
            ready.addAll(rows.read(cells(line)));
          } catch (RuntimeException e) {
            throw new IOException(
                path + ", line " + lineNumber + ": cannot be read: " + e.getMessage(), e);
          }
        }
      }
      return ready.poll();
    }

    @Override
    public long bytesRead() {
      return file.bytesRead();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
