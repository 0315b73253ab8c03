package city.veedel.dashboard.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/** What every answer says to the browser about itself, errors and device uplinks among them. */
final class SecurityHeaders implements Handler<RoutingContext> {
  private static final String ONE_YEAR = "max-age=31536000";

  private final boolean secure;
  private final String policy;

  /**
   * @param mapOrigins foreign origins the map may be read from, usually none
   */
  SecurityHeaders(boolean secure, List<String> mapOrigins) {
    this.secure = secure;
    this.policy =
        policy(mapOrigins.stream().map(origin -> " " + origin).collect(Collectors.joining()));
  }

  /** No unsafe-inline: Lit uses constructable style sheets; the map's worker is a file of ours. */
  private static String policy(String mapOrigins) {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
        + mapOrigins
        + "; font-src 'self'; connect-src 'self'"
        + mapOrigins
        + "; worker-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  }

  @Override
  public void handle(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    if (secure) {
      headers.set("Strict-Transport-Security", ONE_YEAR);
    }
    context.next();
  }
}
