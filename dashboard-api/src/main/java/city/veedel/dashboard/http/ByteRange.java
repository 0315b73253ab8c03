package city.veedel.dashboard.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file, as RFC 9110 section 14 asks for it.
 *
 * @param start first byte, from 0
 * @param length of the part in bytes, at least 1; 0 only for {@link #UNSATISFIABLE}
 */
record ByteRange(long start, long length) {
  /** What was asked for lies behind the end of the file: 416. */
  static final ByteRange UNSATISFIABLE = new ByteRange(0, 0);

  // Eighteen digits always fit a long.
  private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * Reads a Range header. Empty where it is to be ignored: absent, another unit, not well-formed,
   * or several parts at once, which nobody who reads tiles needs.
   */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long length = Math.min(Long.parseLong(matcher.group(2)), size);
      return Optional.of(length == 0 ? UNSATISFIABLE : new ByteRange(size - length, length));
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
    if (!matcher.group(2).isEmpty() && last < first) {
      return Optional.empty();
    }
    return Optional.of(
        first >= size ? UNSATISFIABLE : new ByteRange(first, Math.min(last, size - 1) - first + 1));
  }

  /** The value of Content-Range. */
  String contentRange(long size) {
    return length == 0
        ? "bytes */" + size
        : "bytes " + start + "-" + (start + length - 1) + "/" + size;
  }
}
