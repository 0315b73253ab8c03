package city.veedel.gateway.registry;

import city.veedel.schema.registry.RegistryContents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link SnapshotDirectory} at the registry's present version: asks for the version, reads
 * when it differs, swaps, and writes the cache. While the source is away the snapshot stays as it
 * is; at a start without the source it comes from the cache.
 */
public final class RegistryFollower implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;
  private static final Logger log = LoggerFactory.getLogger(RegistryFollower.class);

  private final RegistrySource source;
  private final SnapshotDirectory directory;
  private final RegistryCache cache;
  private final RegistryConfig config;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean isSourceAway;
  private @Nullable Thread thread;

  public RegistryFollower(
      RegistrySource source, SnapshotDirectory directory, RegistryConfig config) {
    this.source = source;
    this.directory = directory;
    this.config = config;
    this.cache = new RegistryCache(config.cacheFile());
  }

  /**
   * Fills the directory, from the source or else from the cache, and follows from then on. Blocks
   * until the directory is filled; with neither source nor cache it stays empty until the source
   * comes.
   */
  public void start() {
    if (!refreshNow()) {
      loadCache();
    }
    thread = Thread.ofVirtual().name("registry-follower").start(this::follow);
  }

  /**
   * Which version a follower in another process was at when it wrote its cache, which is after its
   * directory had it; {@link RegistrySnapshot#UNSEEN} where there is none that can be read.
   */
  public static long cachedVersion(Path cacheFile) {
    try {
      return new RegistryCache(cacheFile)
          .read()
          .map(RegistryContents::version)
          .orElse(RegistrySnapshot.UNSEEN);
    } catch (IOException e) {
      return RegistrySnapshot.UNSEEN;
    }
  }

  /**
   * Asks the source at once, for instance after a change made in this process. Blocks.
   *
   * @return whether the directory is now at the source's version; false when the source is away
   */
  public boolean refreshNow() {
    refreshing.lock();
    try {
      if (source.version() != directory.snapshot().version()) {
        take(source.read());
      }
      if (isSourceAway) {
        log.info("The device registry answers again.");
        isSourceAway = false;
      }
      return true;
    } catch (RuntimeException e) {
      // Closing interrupts a question under way; that says nothing about the source.
      if (!isSourceAway && closed.getCount() > 0) {
        log.warn("The device registry cannot be read; known devices stay known.", e);
        isSourceAway = true;
      }
      return false;
    } finally {
      refreshing.unlock();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      if (!running.join(Duration.ofSeconds(CLOSE_SECONDS))) {
        log.warn("The registry follower did not end within {} s.", CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      while (!closed.await(config.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
        refreshNow();
      }
    } catch (InterruptedException e) {
      // Closed while waiting.
      Thread.currentThread().interrupt();
    }
  }

  private void take(RegistryContents contents) {
    swap(contents);
    try {
      cache.write(contents);
    } catch (IOException e) {
      log.warn(
          "The registry cache {} cannot be written; a start without the database would know an"
              + " older registry.",
          config.cacheFile(),
          e);
    }
  }

  private void loadCache() {
    try {
      Optional<RegistryContents> cached = cache.read();
      if (cached.isEmpty()) {
        log.warn("There is no registry cache either; no device is known until the registry is.");
        return;
      }
      swap(cached.get());
      log.warn(
          "Started with the cached device registry, version {}, {} devices.",
          directory.snapshot().version(),
          directory.snapshot().size());
    } catch (IOException e) {
      log.error(
          "The registry cache {} is damaged and is not used: {}. No device is known until the"
              + " registry is.",
          config.cacheFile(),
          e.getMessage());
    }
  }

  private void swap(RegistryContents contents) {
    RegistrySnapshot next = RegistrySnapshot.of(contents);
    if (!next.withoutType().isEmpty()) {
      log.warn("Devices left out because their type is missing: {}", next.withoutType());
    }
    directory.swap(next);
  }
}
