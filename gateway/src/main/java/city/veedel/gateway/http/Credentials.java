package city.veedel.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code Authorization} header says (RFC 9110, section 11.6.2).
 *
 * @param user who the secret belongs to
 */
record Credentials(String user, String secret) {
  private static final int MAX_HEADER_LENGTH = 512;

  /**
   * @param pathDevice whose secret a Bearer token is, as it names nobody itself (RFC 6750)
   */
  static Optional<Credentials> parse(@Nullable String header, String pathDevice) {
    if (header == null || header.length() > MAX_HEADER_LENGTH) {
      return Optional.empty();
    }
    int space = header.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String value = header.substring(space + 1).strip();
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> Optional.of(new Credentials(pathDevice, value));
      case "basic" -> parseBasic(value);
      default -> Optional.empty();
    };
  }

  /** RFC 7617, section 2: the first colon parts the two. */
  private static Optional<Credentials> parseBasic(String value) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + ", secret=***]";
  }
}
