package city.veedel.standalone.product;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * When a start came how far, in milliseconds since the JVM began: gauge {@code
 * veedel.start{reached=…}} in seconds, 0 for what is not reached yet. Any thread.
 */
final class StartTimes {
  /** In the order in which a start without haste comes by them. */
  enum Milestone {
    /** Settings are read; the parts begin to start. */
    MAIN,
    /** The database server takes connections. */
    DATABASE,
    /** The database has this version's schema. */
    SCHEMA,
    /** The journal is recovered and open. */
    JOURNAL,
    /** Devices are known, the dashboard has its routes. */
    PARTS,
    /** Every port is open. */
    LISTENING;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final InstantSource clock;
  private final long begun = ManagementFactory.getRuntimeMXBean().getStartTime();
  private final Map<Milestone, Long> millis = new ConcurrentHashMap<>();

  StartTimes(MeterRegistry meters, InstantSource clock) {
    this.clock = clock;
    for (Milestone milestone : Milestone.values()) {
      Gauge.builder("veedel.start", () -> millis(milestone) / 1_000.0)
          .baseUnit("seconds")
          .tag("reached", milestone.code())
          .register(meters);
    }
  }

  void reached(Milestone milestone) {
    millis.put(milestone, clock.millis() - begun);
  }

  private long millis(Milestone milestone) {
    return millis.getOrDefault(milestone, 0L);
  }

  /** For the log: {@code main 240 ms, database 610 ms, …}. */
  @Override
  public String toString() {
    return Arrays.stream(Milestone.values())
        .map(milestone -> milestone.code() + " " + millis(milestone) + " ms")
        .collect(Collectors.joining(", "));
  }
}
