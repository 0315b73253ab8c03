package city.veedel.journal;

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

/** Entries that can be told apart by source and sequence. */
public final class SampleEntries {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private SampleEntries() {}

  public static Entry entry(int source, long sequence) {
    return entry(source, sequence, 8);
  }

  /**
   * @param textBytes how much text the entry carries, for tests of size
   */
  public static Entry entry(int source, long sequence, int textBytes) {
    DeviceId device = new DeviceId("device-" + source);
    Instant at = NOON.plusMillis(sequence);
    List<Observation> observations = new ArrayList<>();
    for (int left = textBytes; left > 0; left -= Result.State.MAX_LENGTH) {
      observations.add(
          new Observation(
              new ThingId("thing-" + source),
              new PropertyName("no2"),
              at,
              TimeOrigin.DEVICE,
              sequence,
              new Result.State("x".repeat(Math.min(left, Result.State.MAX_LENGTH))),
              null));
    }
    return new Entry.Accepted(new Provenance(device, Protocol.MQTT, true, at), observations);
  }

  public static Append append(int source, long sequence) {
    return Append.of(entry(source, sequence));
  }

  /** {@code source:sequence}. */
  public static String nameOf(Entry entry) {
    return switch (entry) {
      case Entry.Accepted accepted ->
          accepted.provenance().device().value().substring("device-".length())
              + ":"
              + accepted.observations().getFirst().sequence();
      case Entry.SetAside setAside -> "set aside " + setAside.letter().detail();
    };
  }
}
