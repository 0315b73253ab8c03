package city.veedel.gateway.intake;

import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands before another intake and discards what comes from a device that has used up its quota,
 * before anything is decoded or journaled. Every front end goes through it, so every protocol
 * answers {@link RefusalReason#QUOTA_EXCEEDED} its own way.
 */
public final class QuotaIntake implements Intake {
  private final Intake intake;
  private final DeviceQuotas quotas;
  private final IntakeMetrics metrics;

  public QuotaIntake(Intake intake, DeviceQuotas quotas, IntakeMetrics metrics) {
    this.intake = intake;
    this.quotas = quotas;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Outcome> handIn(Arrival arrival) {
    if (arrival.device().monthlyQuota().isEmpty()) {
      return intake.handIn(arrival);
    }
    Optional<QuotaExcess> excess = quotas.findExcess(arrival.device(), arrival.protocol());
    if (excess.isPresent()) {
      metrics.of(arrival.protocol(), arrival.assured()).refused(RefusalReason.QUOTA_EXCEEDED);
      return CompletableFuture.completedFuture(
          new Outcome.Refused(RefusalReason.QUOTA_EXCEEDED, explain(excess.get()), "", false));
    }
    return intake
        .handIn(arrival)
        .thenApply(outcome -> {
          if (outcome instanceof Outcome.Accepted accepted) {
            quotas.accepted(arrival.device().id(), accepted.observations() + accepted.setAside());
          }
          return outcome;
        });
  }

  private static String explain(QuotaExcess excess) {
    YearMonth next = excess.month().plusMonths(1);
    return "this device may bring "
        + excess.allowed()
        + " observations a month and has brought "
        + excess.used()
        + " in "
        + excess.month()
        + "; its messages are discarded until "
        + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            next.atDay(1).atStartOfDay(DeviceQuotas.ZONE))
        + ", or until the operator raises the quota";
  }
}
