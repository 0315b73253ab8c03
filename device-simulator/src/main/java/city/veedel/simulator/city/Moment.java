package city.veedel.simulator.city;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * A time as the city feels it: on its own clock.
 *
 * @param seconds since 1970
 * @param hour of the local day, 0 to 24, with its fraction
 * @param dayOfYear 1 to 366
 */
record Moment(double seconds, double hour, int dayOfYear, DayOfWeek day) {
  private static final ZoneId KOELN = ZoneId.of("Europe/Berlin");
  private static final double SECONDS_PER_HOUR = 3600;

  static Moment of(Instant time) {
    ZonedDateTime local = time.atZone(KOELN);
    return new Moment(
        time.getEpochSecond() + time.getNano() / 1e9,
        local.toLocalTime().toNanoOfDay() / (SECONDS_PER_HOUR * 1e9),
        local.getDayOfYear(),
        local.getDayOfWeek());
  }

  double hours() {
    return seconds / SECONDS_PER_HOUR;
  }

  double days() {
    return hours() / 24;
  }

  boolean isWeekend() {
    return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
  }

  /** The same moment, some hours before. */
  Moment before(double hoursAgo) {
    return of(Instant.ofEpochMilli((long) ((seconds - hoursAgo * SECONDS_PER_HOUR) * 1000)));
  }

  /** 1 at {@code peak}, falling off to both sides around the clock. */
  double bell(double peak, double width) {
    double distance = Math.abs(hour - peak);
    double around = Math.min(distance, 24 - distance) / width;
    return Math.exp(-around * around / 2);
  }
}
