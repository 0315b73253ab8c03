package city.veedel.dashboard.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the live stream says about itself. */
final class LiveMetrics {
  private final Counter resyncs;
  private final Counter cuts;
  private final Counter conflations;
  private final Counter bytes;

  LiveMetrics(MeterRegistry meters, LiveAdmission admission, CityMemory city) {
    Gauge.builder("veedel.live.clients", admission, LiveAdmission::clients)
        .description("Open live streams")
        .register(meters);
    Gauge.builder("veedel.live.datastreams", city, known -> known.catalogue().datastreamCount())
        .description("Datastreams in the catalogue of the live hub")
        .register(meters);
    resyncs =
        Counter.builder("veedel.live.resyncs")
            .description("Clients that could not be resumed and got a new snapshot")
            .register(meters);
    cuts =
        Counter.builder("veedel.live.cut")
            .description("Clients cut because they did not read")
            .register(meters);
    conflations =
        Counter.builder("veedel.live.conflated")
            .description("Changes not sent at once because a client was behind")
            .register(meters);
    bytes = Counter.builder("veedel.live.sent").baseUnit("bytes").register(meters);
  }

  void resync() {
    resyncs.increment();
  }

  void cut() {
    cuts.increment();
  }

  void conflated(int changes) {
    conflations.increment(changes);
  }

  void sent(int count) {
    bytes.increment(count);
  }
}
