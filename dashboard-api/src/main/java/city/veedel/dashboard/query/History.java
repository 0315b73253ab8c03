package city.veedel.dashboard.query;

import city.veedel.model.ResultType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a datastream said in the past: every value, or roll-ups of quarter hours, hours, days. */
public final class History {
  /** Buckets in one answer. */
  public static final int MOST_BUCKETS = 10_000;

  /** Raw values from which percentiles are still computed for one answer. */
  public static final long MOST_PERCENTILE_VALUES = 200_000;

  private final SeriesStore store;

  public History(SeriesStore store) {
    this.store = store;
  }

  /** At most {@code limit} values from {@code start} inclusive to {@code end} exclusive. */
  public Series.Raw raw(CatalogueDatastream datastream, Instant start, Instant end, int limit) {
    // One more than asked for says whether there is more.
    List<Series.Point> points =
        store.points(datastream.id(), datastream.resultType(), start, end, limit + 1);
    boolean more = points.size() > limit;
    return new Series.Raw(more ? points.subList(0, limit) : points, more);
  }

  /** The buckets that overlap the span; the first may begin before it. */
  public Series.Rollup rollup(
      CatalogueDatastream datastream, BucketWidth width, Instant start, Instant end) {
    if (datastream.resultType() == ResultType.TEXT) {
      return new Series.Rollup(List.of(), Map.of(), false);
    }
    Instant from = width.floor(start);
    List<SeriesStore.Rolled> rolled =
        store.buckets(datastream.id(), width, from, end, MOST_BUCKETS);
    long values = rolled.stream().mapToLong(SeriesStore.Rolled::count).sum();
    boolean exact = values <= MOST_PERCENTILE_VALUES;
    Map<Instant, Series.Percentiles> percentiles =
        exact && values > 0 ? store.percentiles(datastream.id(), width, from, end) : Map.of();
    List<Series.Bucket> buckets =
        rolled.stream()
            .map(bucket ->
                new Series.Bucket(
                    bucket.start(),
                    bucket.count(),
                    bucket.avg(),
                    bucket.min(),
                    bucket.max(),
                    coverage(datastream, width, bucket)))
            .toList();
    return new Series.Rollup(buckets, percentiles, exact);
  }

  private static double coverage(
      CatalogueDatastream datastream, BucketWidth width, SeriesStore.Rolled bucket) {
    Duration span = Duration.between(bucket.start(), width.next(bucket.start()));
    double expected =
        Math.max(1, (double) span.toMillis() / datastream.expectedInterval().toMillis());
    return Math.min(1, bucket.count() / expected);
  }
}
