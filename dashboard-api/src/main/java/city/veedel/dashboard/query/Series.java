package city.veedel.dashboard.query;

import city.veedel.model.Result;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The history of one datastream. */
public sealed interface Series {
  /**
   * One stored observation.
   *
   * @param decoderVersion of the device type that read it; {@link
   *     city.veedel.model.Provenance#UNVERSIONED} for what was stored before there were versions
   */
  record Point(Instant time, Result result, int decoderVersion) {}

  /**
   * One roll-up.
   *
   * @param coverage how much of what was expected has come, 0 to 1
   */
  record Bucket(Instant start, long count, double avg, double min, double max, double coverage) {}

  /** Exact percentiles of one bucket. */
  record Percentiles(double p50, double p95) {}

  /**
   * @param more whether there are further points after the last one
   */
  record Raw(List<Point> points, boolean more) implements Series {
    public Raw {
      points = List.copyOf(points);
    }
  }

  /**
   * @param percentiles by the start of the bucket; empty where the span was too long to count
   * @param exact whether percentiles were computed, from all raw values
   */
  record Rollup(List<Bucket> buckets, Map<Instant, Percentiles> percentiles, boolean exact)
      implements Series {
    public Rollup {
      buckets = List.copyOf(buckets);
      percentiles = Map.copyOf(percentiles);
    }
  }
}
