package city.veedel.gateway.intake;

import city.veedel.model.Protocol;
import city.veedel.model.RefusalReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the intake counts. In observations, because one message may hold thousands; what was never
 * promised to its sender (QoS 0, NON) is counted apart. All tags come from closed sets.
 */
public final class IntakeMetrics {
  private final Map<Protocol, Counters> assured = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counters> unassured = new EnumMap<>(Protocol.class);
  private final Timer journalWait;
  private final Counter decoderFailures;
  private final MeterRegistry registry;

  public IntakeMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Protocol protocol : Protocol.values()) {
      assured.put(protocol, new Counters(registry, protocol, true));
      unassured.put(protocol, new Counters(registry, protocol, false));
    }
    journalWait =
        Timer.builder("veedel.intake.journal.wait")
            .description("From handing a message to the journal until it is durable")
            .publishPercentileHistogram()
            .register(registry);
    decoderFailures =
        Counter.builder("veedel.intake.decoder.failures")
            .description("Messages on which a decoder broke; each is kept as a dead letter")
            .register(registry);
  }

  Counters of(Protocol protocol, boolean isAssured) {
    Counters counters = (isAssured ? assured : unassured).get(protocol);
    if (counters == null) {
      throw new IllegalStateException("no counters for " + protocol);
    }
    return counters;
  }

  Timer.Sample startWait() {
    return Timer.start(registry);
  }

  void endWait(Timer.Sample sample) {
    sample.stop(journalWait);
  }

  void decoderFailed() {
    decoderFailures.increment();
  }

  /** The counters of one protocol. */
  static final class Counters {
    private final Counter accepted;
    private final Counter busy;
    private final Counter passed;
    private final Map<RefusalReason, Counter> setAside = new EnumMap<>(RefusalReason.class);
    private final Map<RefusalReason, Counter> refused = new EnumMap<>(RefusalReason.class);

    Counters(MeterRegistry registry, Protocol protocol, boolean isAssured) {
      accepted =
          counter("veedel.intake.accepted", "Observations journaled", protocol, isAssured)
              .register(registry);
      busy =
          counter(
                  "veedel.intake.busy",
                  "Messages not taken because too many wait for the journal or for decoding",
                  protocol,
                  isAssured)
              .register(registry);
      passed =
          counter(
                  "veedel.intake.passed",
                  "Messages acknowledged that hold no measurement by their kind, such as joins",
                  protocol,
                  isAssured)
              .register(registry);
      for (RefusalReason reason : RefusalReason.values()) {
        setAside.put(
            reason,
            counter(
                    "veedel.intake.set.aside",
                    "Observations journaled as dead letters",
                    protocol,
                    isAssured)
                .tag("reason", reason.code())
                .register(registry));
        refused.put(
            reason,
            counter("veedel.intake.refused", "Messages refused and not kept", protocol, isAssured)
                .tag("reason", reason.code())
                .register(registry));
      }
    }

    private static Counter.Builder counter(
        String name, String description, Protocol protocol, boolean isAssured) {
      return Counter.builder(name)
          .description(description)
          .tag("protocol", protocol.code())
          .tag("assured", Boolean.toString(isAssured));
    }

    void accepted(int observations) {
      accepted.increment(observations);
    }

    void setAside(RefusalReason reason, int observations) {
      increment(setAside, reason, observations);
    }

    void refused(RefusalReason reason) {
      increment(refused, reason, 1);
    }

    void passed() {
      passed.increment();
    }

    void busy() {
      busy.increment();
    }

    private static void increment(
        Map<RefusalReason, Counter> counters, RefusalReason reason, int amount) {
      Counter counter = counters.get(reason);
      if (counter != null) {
        counter.increment(amount);
      }
    }
  }
}
