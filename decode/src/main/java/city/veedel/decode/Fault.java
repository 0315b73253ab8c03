package city.veedel.decode;

import city.veedel.model.RefusalReason;

/**
 * One thing that is wrong with a payload.
 *
 * @param detail what was seen and what was allowed, in English
 * @param pointer JSON Pointer (RFC 6901) of the place; empty where the payload is no document
 * @param line from 1, or 0 where lines have no meaning
 * @param column from 1, or 0
 */
public record Fault(RefusalReason reason, String detail, String pointer, int line, int column) {
  /** The place for people: {@code /values/no2 (line 3, column 12)}. */
  public String place() {
    if (line == 0) {
      return pointer;
    }
    String where = "line " + line + ", column " + column;
    return pointer.isEmpty() ? where : pointer + " (" + where + ")";
  }
}
