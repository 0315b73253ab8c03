package city.veedel.gateway.http;

import java.time.Duration;

/**
 * Bounds of HTTP push.
 *
 * @param maxBodyBytes longest body; one byte more is answered 413
 * @param bodyTimeout within this the whole body has to arrive, else 408
 * @param maxPendingRequests requests whose body is coming in or that wait for the journal; more are
 *     answered 503
 * @param busyRetryAfter what a client is told to wait when {@code maxPendingRequests} is reached
 */
public record DeviceUplinkConfig(
    int maxBodyBytes, Duration bodyTimeout, int maxPendingRequests, Duration busyRetryAfter) {
  public static final DeviceUplinkConfig DEFAULT =
      new DeviceUplinkConfig(64 * 1024, Duration.ofSeconds(30), 4_096, Duration.ofSeconds(5));

  public DeviceUplinkConfig {
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "the longest body must be at least 1 byte, was " + maxBodyBytes);
    }
    if (maxPendingRequests < 1) {
      throw new IllegalArgumentException(
          "at least 1 request must be allowed to wait, was " + maxPendingRequests);
    }
    if (!bodyTimeout.isPositive() || !busyRetryAfter.isPositive()) {
      throw new IllegalArgumentException(
          "body timeout and retry after must be positive, were "
              + bodyTimeout
              + " and "
              + busyRetryAfter);
    }
  }
}
