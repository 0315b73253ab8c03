package city.veedel.gateway.registry;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the gateway follows the registry.
 *
 * @param pollInterval how often the registry's version is asked for, and so how long a revoked
 *     secret may still work; 10 ms to 2 s
 * @param cacheFile where the contents are kept for a start without the database
 */
public record RegistryConfig(Duration pollInterval, Path cacheFile) {
  public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);
  public static final String CACHE_FILE_NAME = "registry-cache.json";

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  public RegistryConfig {
    if (pollInterval.compareTo(SHORTEST) < 0 || pollInterval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("poll-interval must be 10 ms to 2 s, was " + pollInterval);
    }
  }

  public static RegistryConfig defaults(Path dataDirectory) {
    return new RegistryConfig(DEFAULT_POLL_INTERVAL, dataDirectory.resolve(CACHE_FILE_NAME));
  }
}
