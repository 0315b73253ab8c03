package city.veedel.dashboard.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request that changes something comes from our own pages. Browsers say so themselves
 * (Fetch Metadata: Sec-Fetch-Site, RFC 6454: Origin); programs send neither and carry no cookies
 * that somebody else could abuse.
 */
final class Origins {
  private Origins() {}

  static boolean isForeign(HttpServerRequest request) {
    @Nullable String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    @Nullable String origin = request.getHeader("Origin");
    return origin != null && !authorityOf(origin).equals(ownAuthority(request));
  }

  private static Optional<String> authorityOf(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getAuthority())
          .map(authority -> authority.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ownAuthority(HttpServerRequest request) {
    return Optional.ofNullable(request.authority())
        .map(authority -> authority.toString().toLowerCase(Locale.ROOT));
  }
}
