package city.veedel.ingest.store;

import city.veedel.model.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code observation}: on its way there, or as it stands. Times are in
 * microseconds since 1970.
 *
 * @param number place in the batch, or {@link #STANDING}
 * @param result null for states and explicit gaps
 * @param text null for numbers and explicit gaps
 * @param sequence the device's own number, or -1
 * @param timeIsReceipt whether the device sent no time
 * @param decoderVersion of the device type, or {@link city.veedel.model.Provenance#UNVERSIONED}
 */
record Row(
    int number,
    int datastream,
    long time,
    @Nullable Double result,
    @Nullable String text,
    long receivedAt,
    long sequence,
    boolean timeIsReceipt,
    int decoderVersion) {
  /**
   * The order of the table's key, and of arrival where the key is one: rows that go in like this
   * find the pages of the index they need where the row before left them.
   */
  static final Comparator<Row> BY_KEY =
      (a, b) -> {
        int byDatastream = Integer.compare(a.datastream, b.datastream);
        if (byDatastream != 0) {
          return byDatastream;
        }
        int byTime = Long.compare(a.time, b.time);
        return byTime != 0 ? byTime : Integer.compare(a.number, b.number);
      };

  /** The number of a row that is in the database already. */
  static final int STANDING = -1;

  static final long NO_SEQUENCE = -1;

  boolean sameResult(Row other) {
    // As IS NOT DISTINCT FROM has it: -0.0 equals 0.0, and a gap equals a gap.
    boolean sameNumber = result == null ? other.result == null : equal(result, other.result);
    return sameNumber && Objects.equals(text, other.text);
  }

  private static boolean equal(double number, @Nullable Double other) {
    return other != null && number == other;
  }

  Row at(long otherTime) {
    return otherTime == time
        ? this
        : new Row(
            number,
            datastream,
            otherTime,
            result,
            text,
            receivedAt,
            sequence,
            timeIsReceipt,
            decoderVersion);
  }

  /** The rows in the order of the table's key; a list of its own. */
  static List<Row> sortedByKey(Collection<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(BY_KEY);
    return sorted;
  }

  boolean isOneKeyWith(Row other) {
    return datastream == other.datastream && time == other.time;
  }

  boolean knownBySequence() {
    return timeIsReceipt && sequence != NO_SEQUENCE;
  }

  static @Nullable Double number(Result result) {
    return switch (result) {
      case Result.Quantity quantity -> quantity.value();
      case Result.Flag flag -> flag.value() ? 1.0 : 0.0;
      case Result.State state -> null;
      case Result.Missing missing -> null;
    };
  }

  static @Nullable String text(Result result) {
    return result instanceof Result.State state ? state.value() : null;
  }
}
