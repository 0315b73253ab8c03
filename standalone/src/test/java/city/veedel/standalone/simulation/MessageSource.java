package city.veedel.standalone.simulation;

import city.veedel.ingest.store.SimulatedStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device has to say: in time, late and out of order, with and without a time of its own,
 * corrections, values no database takes, and now and then something that is no message at all.
 */
final class MessageSource {
  private static final List<String> PROPERTIES = List.of("no2", "pm10", "temperature");
  private static final long LATE = 7_200 * SimulatedTime.SECOND;

  private final String device;
  private final boolean once;
  private final boolean refusalIsTold;
  private final SimulatedTime time;
  private final Chance chance;
  private final Set<Long> usedTimes = new HashSet<>();
  private int values;
  private int sequence;

  /**
   * @param once whether its protocol promises to deliver exactly once
   * @param refusalIsTold if so, and the answer is lost, what was refused comes again as something
   *     new
   */
  MessageSource(
      String device, boolean once, boolean refusalIsTold, SimulatedTime time, Chance chance) {
    this.device = device;
    this.once = once;
    this.refusalIsTold = refusalIsTold;
    this.time = time;
    this.chance = chance;
  }

  Message next() {
    if (chance.happens(0.05)) {
      return message("{\"values\":{\"no2\":" + ++values, List.of());
    }
    if (chance.happens(0.7)) {
      return timed();
    }
    // Without time and sequence a repeat cannot be told from a new value: only QoS 2 may.
    return once && chance.happens(0.5) ? untimed("") : untimed(",\"sequence\":" + ++sequence);
  }

  private Message timed() {
    long behind = chance.happens(0.3) ? chance.between(0L, LATE) : 0;
    Instant when = time.instant().minus(behind, ChronoUnit.MICROS);
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, when);
    while (!usedTimes.add(micros)) {
      micros++;
    }
    Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    List<Message.Value> said = values(micros);
    if (said.size() == 1 && said.getFirst().storable() && chance.happens(0.05)) {
      return corrected(at, micros, said);
    }
    return message("{\"time\":\"" + at + "\",\"values\":{" + json(said) + "}}", said);
  }

  /** The same time twice in one message: the later value stands, the first is a revision. */
  private Message corrected(Instant at, long micros, List<Message.Value> first) {
    Message.Value wrong = first.getFirst();
    Message.Value right = new Message.Value(wrong.property(), micros, ++values, true);
    String start = "{\"time\":\"" + at + "\",\"values\":{";
    return message(
        "[" + start + json(first) + "}}," + start + json(List.of(right)) + "}}]",
        List.of(wrong, right));
  }

  private Message untimed(String sequenceField) {
    List<Message.Value> said = values(null);
    return message("{\"values\":{" + json(said) + "}" + sequenceField + "}", said);
  }

  private List<Message.Value> values(@Nullable Long micros) {
    List<Message.Value> said = new ArrayList<>();
    int count = chance.between(1, PROPERTIES.size());
    for (int i = 0; i < count; i++) {
      boolean storable = !chance.happens(0.01);
      double value = storable ? ++values : SimulatedStore.unstorable();
      said.add(new Message.Value(PROPERTIES.get(i), micros, value, storable));
    }
    return said;
  }

  private static String json(List<Message.Value> said) {
    StringBuilder json = new StringBuilder();
    for (Message.Value value : said) {
      json.append(json.isEmpty() ? "\"" : ",\"")
          .append(value.property())
          .append("\":")
          .append(value.value());
    }
    return json.toString();
  }

  private Message message(String json, List<Message.Value> said) {
    boolean comesOnce = once && !(said.isEmpty() && refusalIsTold);
    return new Message(device, json.getBytes(StandardCharsets.UTF_8), said, comesOnce);
  }
}
