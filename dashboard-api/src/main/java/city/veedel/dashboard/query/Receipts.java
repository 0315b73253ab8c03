package city.veedel.dashboard.query;

import java.time.Instant;
import java.util.List;

/**
 * What became of everything a device sent.
 *
 * @param hours oldest first; hours without anything are absent
 * @param latestRefusals newest first
 */
public record Receipts(
    String device, Counts totals, List<Hour> hours, List<DeadLetters.Kept> latestRefusals) {

  /** Observations; {@code late} is a part of {@code stored}. */
  public record Counts(
      long accepted,
      long stored,
      long duplicate,
      long corrected,
      long late,
      long quarantined,
      long refused) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
      return new Counts(
          accepted + other.accepted,
          stored + other.stored,
          duplicate + other.duplicate,
          corrected + other.corrected,
          late + other.late,
          quarantined + other.quarantined,
          refused + other.refused);
    }
  }

  /** One hour of receipt. */
  public record Hour(Instant hour, Counts counts) {}

  public Receipts {
    hours = List.copyOf(hours);
    latestRefusals = List.copyOf(latestRefusals);
  }

  /** With the totals of the hours. */
  public static Receipts of(
      String device, List<Hour> hours, List<DeadLetters.Kept> latestRefusals) {
    Counts totals = Counts.NONE;
    for (Hour hour : hours) {
      totals = totals.plus(hour.counts());
    }
    return new Receipts(device, totals, hours, latestRefusals);
  }
}
