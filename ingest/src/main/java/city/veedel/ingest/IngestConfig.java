package city.veedel.ingest;

import java.time.Duration;

/**
 * How an ingest works.
 *
 * @param maxObservations a batch is closed once it holds so many; one message more may be inside
 * @param maxPayloadBytes a batch is closed once the raw messages in it hold so much; one poll more
 *     may be inside
 * @param pollEntries entries taken from the journal at a time
 * @param pollTimeout how long to wait for a first entry
 * @param commitInterval at least this long from one commit's beginning to the next one's, unless a
 *     batch is full: what comes meanwhile is stored together. Zero for at once
 * @param backoffMin pause after a first failure; doubles with each further one, with jitter
 * @param backoffMax longest pause
 * @param repeatMemory how long a datastream that repeated itself is looked up before it is written
 * @param sequenceWindow how far back, and after a clock was put back how far ahead, an observation
 *     without time is known by its sequence
 * @param maxKnownDatastreams datastreams kept in memory; beyond it the memory starts anew
 */
public record IngestConfig(
    int maxObservations,
    long maxPayloadBytes,
    int pollEntries,
    Duration pollTimeout,
    Duration commitInterval,
    Duration backoffMin,
    Duration backoffMax,
    Duration repeatMemory,
    Duration sequenceWindow,
    int maxKnownDatastreams) {

  public static final IngestConfig DEFAULTS =
      new IngestConfig(
          20_000,
          32L << 20,
          1_000,
          Duration.ofMillis(200),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofDays(7),
          1_000_000);

  public IngestConfig {
    if (maxObservations < 1 || maxObservations > 500_000) {
      throw new IllegalArgumentException(
          "max observations must be 1 to 500000, was " + maxObservations);
    }
    if (maxPayloadBytes < 1) {
      throw new IllegalArgumentException(
          "max payload bytes must be positive, was " + maxPayloadBytes);
    }
    if (pollEntries < 1 || pollEntries > 100_000) {
      throw new IllegalArgumentException("poll entries must be 1 to 100000, was " + pollEntries);
    }
    if (maxKnownDatastreams < 1) {
      throw new IllegalArgumentException(
          "max known datastreams must be positive, was " + maxKnownDatastreams);
    }
    positive("poll timeout", pollTimeout);
    if (commitInterval.isNegative()) {
      throw new IllegalArgumentException(
          "commit interval must not be negative, was " + commitInterval);
    }
    positive("backoff min", backoffMin);
    positive("repeat memory", repeatMemory);
    positive("sequence window", sequenceWindow);
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "backoff max must be at least backoff min (" + backoffMin + "), was " + backoffMax);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
