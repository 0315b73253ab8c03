package city.veedel.schema.audit;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry and the hash of the chain up to it: whoever keeps one elsewhere can tell later whether
 * what stood there then still does.
 *
 * @param id of the entry; 0 before the first
 * @param hash SHA-256 in hexadecimal
 */
public record AuditHead(long id, String hash) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  static AuditHead of(long id, byte[] hash) {
    return new AuditHead(id, HexFormat.of().formatHex(hash));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static AuditHead parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "the head of an audit trail is the number of an entry, a colon and 64 hexadecimal"
              + " digits, was \""
              + text
              + "\"");
    }
    return new AuditHead(Long.parseLong(matcher.group(1)), matcher.group(2));
  }

  /** {@code 17:9f86d0…}. */
  @Override
  public String toString() {
    return id + ":" + hash;
  }
}
