package city.veedel.gateway.testing;

import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceQuotas;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.intake.IntakeMetrics;
import city.veedel.gateway.intake.QuotaExcess;
import city.veedel.gateway.intake.QuotaIntake;
import city.veedel.model.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The real quotas before any intake, on 22 November 2026 for ever; keeps what goes to the audit.
 */
public final class CountedIntake implements Intake {
  private final List<QuotaExcess> audited = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final QuotaIntake intake;

  public CountedIntake(Intake behind) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    this.intake =
        new QuotaIntake(behind, new DeviceQuotas(clock, audited::add), new IntakeMetrics(meters));
  }

  @Override
  public CompletionStage<Outcome> handIn(Arrival arrival) {
    return intake.handIn(arrival);
  }

  /** What went to the audit trail. */
  public List<QuotaExcess> audited() {
    return audited;
  }

  /** Messages refused because of a quota, over one protocol. */
  public double discarded(String protocol) {
    return meters
        .get("veedel.intake.refused")
        .tags("reason", "quota_exceeded", "protocol", protocol)
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
