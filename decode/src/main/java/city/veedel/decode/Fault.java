package city.veedel.decode;

import city.veedel.model.RefusalReason;

/**
 * One thing that is wrong with a payload.
 *
 * @param detail what was seen and what was allowed, in English
 * @param pointer JSON Pointer (RFC 6901) of the place; empty where the payload is no document
 * @param line from 1, or 0 where lines have no meaning
 * @param column from 1, or 0
 * @param offset of the first wrong byte in a binary payload, from 0, or {@link #NO_OFFSET}
 */
public record Fault(
    RefusalReason reason, String detail, String pointer, int line, int column, int offset) {
  public static final int NO_OFFSET = -1;

  /** In a document, not in bytes. */
  public Fault(RefusalReason reason, String detail, String pointer, int line, int column) {
    this(reason, detail, pointer, line, column, NO_OFFSET);
  }

  /** In a binary payload. */
  public static Fault atByte(RefusalReason reason, String detail, int offset) {
    return new Fault(reason, detail, "", 0, 0, offset);
  }

  /**
   * The place for people: {@code /values/no2 (line 3, column 12)}, {@code byte 7}, {@code /data
   * (byte 7)}.
   */
  public String place() {
    if (offset != NO_OFFSET) {
      return pointer.isEmpty() ? "byte " + offset : pointer + " (byte " + offset + ")";
    }
    if (line == 0) {
      return pointer;
    }
    String where = "line " + line + ", column " + column;
    return pointer.isEmpty() ? where : pointer + " (" + where + ")";
  }
}
