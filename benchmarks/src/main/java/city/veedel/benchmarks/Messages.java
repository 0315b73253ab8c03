package city.veedel.benchmarks;

import city.veedel.journal.Entry;
import city.veedel.model.DeviceId;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Messages as the gateway journals them. */
final class Messages {
  private static final Instant TIME = Instant.parse("2026-11-22T14:30:02.118Z");

  private Messages() {}

  static Entry accepted(int values) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      observations.add(
          new Observation(
              new ThingId("bench-1"),
              new PropertyName("value_" + i),
              TIME,
              TimeOrigin.DEVICE,
              Observation.NO_SEQUENCE,
              new Result.Quantity(20.5 + i),
              null));
    }
    return new Entry.Accepted(
        new Provenance(new DeviceId("bench-1"), Protocol.MQTT, true, TIME), observations);
  }
}
