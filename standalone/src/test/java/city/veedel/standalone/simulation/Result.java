package city.veedel.standalone.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What came of one seed.
 *
 * @param findings what the check objects to; empty for a good run
 * @param hash over everything that happened: equal for equal runs
 * @param lastEvents in words
 */
record Result(List<String> findings, long hash, String lastEvents, Counts counts) {
  /** How much was tried. */
  record Counts(
      long seeds,
      long messages,
      long values,
      long crashes,
      long powerCuts,
      long flips,
      long damagedBatches,
      long events) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    Counts plus(Counts more) {
      return new Counts(
          seeds + more.seeds,
          messages + more.messages,
          values + more.values,
          crashes + more.crashes,
          powerCuts + more.powerCuts,
          flips + more.flips,
          damagedBatches + more.damagedBatches,
          events + more.events);
    }

    /** Writes down what was tried, for {@code docs/promises.md}. */
    void write(Path file, long firstSeed, int failedSeeds) throws IOException {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          """
          first-seed=%d
          seeds=%d
          failed-seeds=%d
          messages=%d
          values=%d
          crashes=%d
          power-cuts=%d
          flipped-bits=%d
          batches-set-aside=%d
          events=%d
          """
              .formatted(
                  firstSeed,
                  seeds,
                  failedSeeds,
                  messages,
                  values,
                  crashes,
                  powerCuts,
                  flips,
                  damagedBatches,
                  events));
    }
  }

  boolean good() {
    return findings.isEmpty();
  }
}
