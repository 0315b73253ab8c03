package city.veedel.dashboard.live;

import java.time.Duration;

/**
 * Bounds of the live stream.
 *
 * @param tick how often changes are sent
 * @param heartbeat how often a comment is sent, so that proxies keep the connection
 * @param ringSpan how long changes can be resumed
 * @param ringEntries how many changed ids are kept for that at most (4 bytes each)
 * @param stallLimit how long a client may take nothing before it is cut
 * @param snapshotReuse how long one encoded snapshot serves new clients
 * @param clients streams in all
 * @param clientsPerAddress streams from one network address
 * @param windowBytes how much may be on its way to one client
 * @param chunkBytes the piece whose arrival in the socket counts as reading
 * @param catalogueRefresh how often the database is asked for new things
 * @param catalogueMinimum how soon after the last time an unknown datastream may ask again
 */
public record LiveConfig(
    Duration tick,
    Duration heartbeat,
    Duration ringSpan,
    int ringEntries,
    Duration stallLimit,
    Duration snapshotReuse,
    int clients,
    int clientsPerAddress,
    int windowBytes,
    int chunkBytes,
    Duration catalogueRefresh,
    Duration catalogueMinimum) {
  public LiveConfig {
    if (tick.toMillis() < 1 || heartbeat.toMillis() < 1 || catalogueRefresh.toMillis() < 1) {
      throw new IllegalArgumentException("tick, heartbeat and refresh must be at least 1 ms");
    }
    if (ringEntries < 0 || clients < 1 || clientsPerAddress < 1) {
      throw new IllegalArgumentException("the limits of the live stream must be positive");
    }
    if (chunkBytes < 1 || windowBytes < chunkBytes) {
      throw new IllegalArgumentException("the window must hold at least one chunk");
    }
  }

  public static LiveConfig defaults() {
    return new LiveConfig(
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofSeconds(120),
        4_000_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        2_000,
        50,
        64 * 1024,
        16 * 1024,
        Duration.ofSeconds(5),
        Duration.ofMillis(250));
  }
}
