package city.veedel.decode.senml;

import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Faults;
import city.veedel.decode.document.Pointer;
import city.veedel.decode.document.Text;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the resolved records of one pack mean here.
 *
 * <ul>
 *   <li>Records with the units {@code lat} and {@code lon} are no observations of their own: they
 *       say where the others of the same speaker and time were made.
 *   <li>A sum is a property of its own, {@code <property>.sum}, in the unit times seconds.
 *   <li>One speaker that is no thing of this platform, such as a URN, is the device itself. A
 *       second one in the same pack is refused: their values must not be mixed.
 *   <li>A time of zero means "now" and is left to the time of receipt.
 * </ul>
 */
final class SenmlReadings {
  /** Below it, a time is relative to now: RFC 8428, section 4.5.3. */
  private static final double RELATIVE_BELOW = 1 << 28;

  private static final double MAX_SECONDS = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final double MICROS_PER_SECOND = 1e6;
  private static final String SUM = ".sum";

  private final Instant receivedAt;
  private final Faults faults;
  private final List<Reading> readings = new ArrayList<>();
  private final Map<Moment, Position> positions = new LinkedHashMap<>();
  private @Nullable String foreignSpeaker;

  SenmlReadings(Instant receivedAt, Faults faults) {
    this.receivedAt = receivedAt;
    this.faults = faults;
  }

  List<Reading> of(List<Resolved> records) throws Faults.TooMany {
    for (Resolved record : records) {
      if (isPosition(record)) {
        readPosition(record);
      }
    }
    for (Resolved record : records) {
      if (!isPosition(record)) {
        readValues(record);
      }
    }
    for (Position position : positions.values()) {
      if (!position.isUsed) {
        wrong(position.place, "a position needs a value of the same speaker and time in its pack");
      }
    }
    if (readings.isEmpty() && faults.isEmpty()) {
      wrong(new Resolved.Place("", 0, 0), "the pack holds no values");
    }
    return readings;
  }

  private static boolean isPosition(Resolved record) {
    return record.unit().equals(SenmlUnits.LATITUDE) || record.unit().equals(SenmlUnits.LONGITUDE);
  }

  private void readPosition(Resolved record) throws Faults.TooMany {
    if (!(record.value() instanceof Result.Quantity(double degrees))) {
      wrong(record.place(), "a position needs v, in degrees");
      return;
    }
    Moment moment = new Moment(speakerOfPosition(record), record.seconds());
    Position position = positions.computeIfAbsent(moment, _ -> new Position(record.place()));
    if (record.unit().equals(SenmlUnits.LATITUDE)) {
      position.latitude = degrees;
    } else {
      position.longitude = degrees;
    }
  }

  /** {@code <speaker>/lat} as well as the speaker's bare name. */
  private static String speakerOfPosition(Resolved record) {
    return SenmlName.of(record.name(), record.unit()).speaker();
  }

  private void readValues(Resolved record) throws Faults.TooMany {
    SenmlName name = nameOf(record);
    if (name == null) {
      return;
    }
    Position position = positions.get(new Moment(name.speaker(), record.seconds()));
    Location location = position == null ? null : locationAt(position);
    Instant time = timeOf(record);
    String at = record.place().pointer();
    Result value = record.value();
    if (value != null) {
      String unit = value instanceof Result.Quantity ? SenmlUnits.ucumOf(record.unit()) : "";
      String pointer = Pointer.member(at, labelOf(value).text());
      add(record, name.thing(), name.property(), time, value, unit, location, pointer);
    }
    if (record.hasSum()) {
      Result sum = new Result.Quantity(record.sum());
      String unit = SenmlUnits.ucumOfSum(record.unit());
      String pointer = Pointer.member(at, Label.SUM.text());
      add(record, name.thing(), name.property() + SUM, time, sum, unit, location, pointer);
    }
  }

  private @Nullable SenmlName nameOf(Resolved record) throws Faults.TooMany {
    if (!SenmlName.isValid(record.name())) {
      wrong(
          record.place(),
          Text.quoted(record.name())
              + " is no name; expected letters, digits and - : . / _ in bn and n together, a letter"
              + " or digit first");
      return null;
    }
    SenmlName name = SenmlName.of(record.name(), record.unit());
    if (name.isForeign()) {
      if (foreignSpeaker == null) {
        foreignSpeaker = name.speaker();
      } else if (!foreignSpeaker.equals(name.speaker())) {
        wrong(
            record.place(),
            Text.quoted(name.speaker())
                + " is a second speaker beside "
                + Text.quoted(foreignSpeaker)
                + "; send one pack each, or name them <thing>/<property>");
        return null;
      }
    }
    return name;
  }

  private @Nullable Instant timeOf(Resolved record) throws Faults.TooMany {
    double seconds = record.seconds();
    if (seconds == 0) {
      return null;
    }
    if (!(Math.abs(seconds) <= MAX_SECONDS)) {
      wrong(record.place(), seconds + " s is no time; expected seconds since 1970 or before now");
      return null;
    }
    Instant origin = seconds < RELATIVE_BELOW ? receivedAt : Instant.EPOCH;
    return origin.plus(Math.round(seconds * MICROS_PER_SECOND), ChronoUnit.MICROS);
  }

  private @Nullable Location locationAt(Position position) throws Faults.TooMany {
    position.isUsed = true;
    if (Math.abs(position.latitude) <= 90 && Math.abs(position.longitude) <= 180) {
      return new Location(position.longitude, position.latitude);
    }
    if (!position.isReported) {
      position.isReported = true;
      wrong(position.place, "a position needs lat from -90 to 90 and lon from -180 to 180");
    }
    return null;
  }

  private void add(
      Resolved record,
      String thing,
      String property,
      @Nullable Instant time,
      Result result,
      String unit,
      @Nullable Location location,
      String pointer)
      throws Faults.TooMany {
    if (!PropertyName.isValid(property)) {
      wrong(
          record.place(),
          Text.quoted(property)
              + " is no property name; allowed: letters, digits and _ . : -, at most "
              + PropertyName.MAX_LENGTH
              + ", a letter or digit first");
      return;
    }
    readings.add(
        new Reading(
            thing,
            new PropertyName(property),
            time,
            Observation.NO_SEQUENCE,
            result,
            unit,
            location,
            pointer));
  }

  private static Label labelOf(Result value) {
    return switch (value) {
      case Result.Flag _ -> Label.BOOLEAN_VALUE;
      case Result.State _ -> Label.STRING_VALUE;
      case Result.Quantity _, Result.Missing _ -> Label.VALUE;
    };
  }

  private void wrong(Resolved.Place place, String detail) throws Faults.TooMany {
    faults.add(
        new Fault(
            RefusalReason.VALUE_INVALID, detail, place.pointer(), place.line(), place.column()));
  }

  private record Moment(String speaker, double seconds) {}

  /** NaN: not said. */
  private static final class Position {
    final Resolved.Place place;
    double latitude = Double.NaN;
    double longitude = Double.NaN;
    boolean isUsed;
    boolean isReported;

    Position(Resolved.Place place) {
      this.place = place;
    }
  }
}
