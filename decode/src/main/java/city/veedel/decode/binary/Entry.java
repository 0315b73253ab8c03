package city.veedel.decode.binary;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step in reading a payload. */
sealed interface Entry {
  /** Where a field stands that follows the one before it. */
  int RUNNING = Integer.MIN_VALUE;

  /**
   * One value.
   *
   * @param slot where later entries find it
   * @param hidden whether it is read for others only and left out of the document
   * @param at byte offset from the begin, from the end if negative, or {@link #RUNNING}
   * @param bit where in that byte a bit field starts, in the numbering of its encoding
   * @param missing raw values that stand for no value; compared in the width of the field
   * @param expected raw value it must have, or null
   */
  record Field(
      String name,
      int slot,
      boolean hidden,
      int at,
      int bit,
      Encoding encoding,
      Presentation presentation,
      Set<Long> missing,
      @Nullable Long expected,
      LengthCheck lengthCheck)
      implements Entry {
    boolean isNumbered() {
      return name.contains(NUMBER);
    }
  }

  /** In a name inside of a repeat without a name: the number of the repetition. */
  String NUMBER = "{n}";

  /** Only where the condition holds. */
  record Conditional(Condition condition, Entry entry) implements Entry {}

  /**
   * Several entries, as an object of their own if they have a name.
   *
   * @param append whether each is one more element of an array of that name
   */
  record Group(@Nullable String name, boolean append, List<Entry> entries) implements Entry {}

  /**
   * The same layout several times.
   *
   * @param name of the array of objects, or null where the fields are numbered instead
   * @param from number of the first repetition
   * @param slots of the fields in it, forgotten between repetitions
   */
  record Repeat(
      @Nullable String name, Count count, int from, List<Entry> entries, Set<Integer> slots)
      implements Entry {}

  /**
   * Another layout for each value of an earlier field.
   *
   * @param otherwise for all other values; null makes them a fault
   */
  record Switch(
      String field, int slot, Map<Long, List<Entry>> cases, @Nullable List<Entry> otherwise)
      implements Entry {}

  /**
   * Type, length and value, again and again to the end; the length may be implied by the type.
   *
   * @param keyBytes 1 to 4, read big endian
   * @param lengthBytes 0 to 2, read big endian; 0 where the type implies the length
   */
  record Tlv(
      int keyBytes,
      int lengthBytes,
      Map<Long, List<Entry>> cases,
      Unknown unknown,
      Set<Integer> slots)
      implements Entry {}

  /** Bytes without a meaning. */
  record Skip(int bytes) implements Entry {}

  /** A checksum over the bytes from {@code from} to where it stands. */
  record Check(Checksum checksum, int from, int at, boolean littleEndian) implements Entry {}

  /** How often a layout is repeated. */
  sealed interface Count {
    record Fixed(int times) implements Count {}

    record OfField(String field, int slot) implements Count {}

    record ToEnd() implements Count {}
  }

  /** What a field says about the length of the payload. */
  enum LengthCheck {
    NONE,
    /** Number of bytes that follow the field. */
    REMAINING,
    /** Number of bytes of the whole payload. */
    TOTAL
  }

  /** What becomes of a type that the table does not know. */
  enum Unknown {
    FAULT,
    /** Passes over it; needs a length. */
    SKIP,
    /** Reads no further. */
    IGNORE_REST
  }
}
