package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What the readers of the recordings have in common: numbers, gaps, local times. */
final class Readings {
  static final ZoneId KOELN = ZoneId.of("Europe/Berlin");
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** Conversions such as 281.65 K - 273.15 would leave noise in the last digits of a double. */
  private static final double PRECISION = 1e6;

  private final SequencedMap<PropertyName, Result> values = new LinkedHashMap<>();

  Readings number(String name, double value) {
    values.put(
        new PropertyName(name), new Result.Quantity(Math.rint(value * PRECISION) / PRECISION));
    return this;
  }

  Readings missing(String name) {
    values.put(new PropertyName(name), Result.Missing.INSTANCE);
    return this;
  }

  /** A gap if {@code value} is what the recording writes for "no value". */
  Readings numberUnless(double missingMark, String name, double value) {
    return value == missingMark ? missing(name) : number(name, value);
  }

  /** A gap if the cell is empty, which is so only where each row has every value. */
  Readings cell(String name, String cell, double offset) {
    return cell.isEmpty() ? missing(name) : number(name, Double.parseDouble(cell) + offset);
  }

  Readings state(String name, String value) {
    values.put(new PropertyName(name), new Result.State(value));
    return this;
  }

  Readings flag(String name, boolean value) {
    values.put(new PropertyName(name), new Result.Flag(value));
    return this;
  }

  Measurement of(ThingId thing, Instant time) {
    return at(thing, time, null);
  }

  Measurement at(ThingId thing, Instant time, @Nullable Location place) {
    return new Measurement(thing, time, values, place);
  }

  /** {@code 2019-06-06 12:00:02} on Köln's clocks; of a doubled hour the first. */
  static Instant localTime(String text) {
    return LocalDateTime.parse(text, DATE_TIME).atZone(KOELN).toInstant();
  }

  /** {@code 2013-10-01 00:00:01} in UTC. */
  static Instant utc(String text) {
    return LocalDateTime.parse(text, DATE_TIME).toInstant(java.time.ZoneOffset.UTC);
  }

  /** Where a day of Köln begins. */
  static Instant dayStart(LocalDate day) {
    return day.atStartOfDay(KOELN).toInstant();
  }
}
