package city.veedel.dashboard.query;

import city.veedel.model.ResultType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Port: stored observations. Blocks; throws {@link StoreUnavailable}. */
public interface SeriesStore {
  /** What a bucket of the database knows of itself. */
  record Rolled(Instant start, long count, double avg, double min, double max) {}

  /** From {@code start} inclusive to {@code end} exclusive, oldest first. */
  List<Series.Point> points(int datastream, ResultType type, Instant start, Instant end, int limit);

  /** Buckets that begin in {@code start} inclusive to {@code end} exclusive. */
  List<Rolled> buckets(int datastream, BucketWidth width, Instant start, Instant end, int limit);

  /** Exact percentiles from raw, by begin of bucket. */
  Map<Instant, Series.Percentiles> percentiles(
      int datastream, BucketWidth width, Instant start, Instant end);
}
