package city.veedel.simulator;

import java.util.Map;

/**
 * What was sent and answered, counted in observations.
 *
 * @param sent in messages that ask for an acknowledgement. Once nothing is in flight: {@code sent =
 *     acknowledged + refused + unanswered}
 * @param acknowledged answered with success
 * @param refused answered with an error that says never
 * @param unanswered given up when stopping; 0 after a clean stop
 * @param unassuredSent in messages that ask for nothing: QoS 0 and NON
 * @param resent sent more than once because no answer came: an upper bound of what the product may
 *     have stored without the sender knowing, or seen twice
 * @param refusedByCode by answer, such as {@code mqtt 0x99}
 * @param ackP50Ms milliseconds from first sending a message until its acknowledgement
 * @param devices devices that have ever sent
 */
public record FleetTotals(
    long sent,
    long acknowledged,
    long refused,
    long unanswered,
    long unassuredSent,
    long resent,
    Map<String, Long> refusedByCode,
    double ackP50Ms,
    double ackP99Ms,
    double ackMaxMs,
    int devices) {
  public FleetTotals {
    refusedByCode = Map.copyOf(refusedByCode);
  }
}
