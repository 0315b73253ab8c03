package city.veedel.simulator.load;

import org.HdrHistogram.Histogram;

/**
 * What the senders saw, in messages.
 *
 * @param sent in all, warm-up included
 * @param answered with success, in all; messages of MQTT QoS 0 count as answered once the server
 *     has read them
 * @param refused answered with a refusal, in all
 * @param unanswered at the end, after waiting
 * @param measuredSent sent while measuring
 * @param measuredAnswered answered with success while measuring
 * @param measuredSeconds how long that was
 * @param latency from due (open loop) or sent (closed loop) to answered, in microseconds, of
 *     messages due while measuring
 */
public record LoadResult(
    long sent,
    long answered,
    long refused,
    long unanswered,
    long measuredSent,
    long measuredAnswered,
    double measuredSeconds,
    Histogram latency) {

  public double sentPerSecond() {
    return measuredSent / measuredSeconds;
  }

  public double answeredPerSecond() {
    return measuredAnswered / measuredSeconds;
  }

  /**
   * @param percentile 0 to 100
   */
  public double latencyMs(double percentile) {
    return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1_000.0;
  }

  public double maxLatencyMs() {
    return latency.getMaxValue() / 1_000.0;
  }
}
