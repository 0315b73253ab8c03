package city.veedel.dashboard.http;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and within which bounds the dashboard answers.
 *
 * @param bind address to listen on
 * @param port 0 for any free one
 * @param tls null: plain HTTP
 * @param eventLoops event loops that share the port
 * @param connections of all event loops together
 * @param requestsInWork questions worked on at once; one more gets 503
 * @param bodyBytes longest request body
 * @param requestTimeout how long a question may take altogether
 * @param idleTimeout how long a connection may be silent
 * @param sessionLifetime of a login
 * @param identityCache how long a token is believed without asking the database
 * @param loginCheck how often a live stream looks whether its login still holds
 * @param loginAudit how long refused logins are counted before the audit trail is told
 * @param trustForwardedFor whether a reverse proxy in front sets X-Forwarded-For and -Proto
 * @param basemap what is drawn under the sensors
 */
public record HttpConfig(
    String bind,
    int port,
    @Nullable Tls tls,
    int eventLoops,
    Connections connections,
    int requestsInWork,
    int bodyBytes,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration sessionLifetime,
    Duration identityCache,
    Duration loginCheck,
    Duration loginAudit,
    boolean trustForwardedFor,
    BasemapConfig basemap) {

  /** PEM files; the certificate first, then its chain. */
  public record Tls(Path certificate, Path key) {}

  /**
   * How many connections there may be, so that there are open files left for MQTT and CoAP.
   *
   * @param inAll at once; one more is closed
   * @param perAddress of one IP address, unless a reverse proxy in front hides the addresses; one
   *     more is closed
   * @param firstRequest how long a new connection may take for the head of its first request
   */
  public record Connections(int inAll, int perAddress, Duration firstRequest) {
    public static final Connections DEFAULTS =
        new Connections(10_000, 2_000, Duration.ofSeconds(30));

    public Connections {
      if (inAll < 1 || perAddress < 1 || !firstRequest.isPositive()) {
        throw new IllegalArgumentException("the limits of HTTP connections must be positive");
      }
    }
  }

  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the HTTP port must be 0 to 65535, was " + port);
    }
    if (eventLoops < 1 || requestsInWork < 1 || bodyBytes < 1) {
      throw new IllegalArgumentException("the limits of the HTTP server must be positive");
    }
    if (!requestTimeout.isPositive()
        || !idleTimeout.isPositive()
        || !sessionLifetime.isPositive()
        || !loginCheck.isPositive()
        || !loginAudit.isPositive()) {
      throw new IllegalArgumentException("the times of the HTTP server must be positive");
    }
  }

  public static HttpConfig defaults() {
    return new HttpConfig(
        "127.0.0.1",
        8080,
        null,
        2,
        Connections.DEFAULTS,
        256,
        256 * 1024,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofHours(12),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        false,
        BasemapConfig.builtin());
  }

  public HttpConfig listening(String address, int onPort) {
    return new HttpConfig(
        address,
        onPort,
        tls,
        eventLoops,
        connections,
        requestsInWork,
        bodyBytes,
        requestTimeout,
        idleTimeout,
        sessionLifetime,
        identityCache,
        loginCheck,
        loginAudit,
        trustForwardedFor,
        basemap);
  }

  public HttpConfig secured(Tls pem) {
    return new HttpConfig(
        bind,
        port,
        pem,
        eventLoops,
        connections,
        requestsInWork,
        bodyBytes,
        requestTimeout,
        idleTimeout,
        sessionLifetime,
        identityCache,
        loginCheck,
        loginAudit,
        trustForwardedFor,
        basemap);
  }

  public HttpConfig withLoginChecks(Duration remembered, Duration onLiveStreams) {
    return new HttpConfig(
        bind,
        port,
        tls,
        eventLoops,
        connections,
        requestsInWork,
        bodyBytes,
        requestTimeout,
        idleTimeout,
        sessionLifetime,
        remembered,
        onLiveStreams,
        loginAudit,
        trustForwardedFor,
        basemap);
  }

  public HttpConfig withLoginAudit(Duration counted) {
    return new HttpConfig(
        bind,
        port,
        tls,
        eventLoops,
        connections,
        requestsInWork,
        bodyBytes,
        requestTimeout,
        idleTimeout,
        sessionLifetime,
        identityCache,
        loginCheck,
        counted,
        trustForwardedFor,
        basemap);
  }

  public HttpConfig withBasemap(BasemapConfig other) {
    return new HttpConfig(
        bind,
        port,
        tls,
        eventLoops,
        connections,
        requestsInWork,
        bodyBytes,
        requestTimeout,
        idleTimeout,
        sessionLifetime,
        identityCache,
        loginCheck,
        loginAudit,
        trustForwardedFor,
        other);
  }
}
