package city.veedel.schema.embedded;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a server again that ended although nobody stopped it: killed for its memory, or crashed.
 * On the same port, so that everybody's connections come back by themselves. Looks instead of
 * waiting for the end of the process: it is not our child, and where nobody reaps it never ends.
 */
final class Revival implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Revival.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final int port;
  private final Thread thread;
  private boolean held;
  private boolean closed;

  private Revival(Cluster cluster, int port) {
    this.cluster = cluster;
    this.port = port;
    this.thread = Thread.ofVirtual().name("postgres-revival").unstarted(this::run);
  }

  static Revival watch(Cluster cluster, int port) {
    Revival revival = new Revival(cluster, port);
    revival.thread.start();
    return revival;
  }

  private void run() {
    Duration pause = LOOK;
    try {
      while (true) {
        Thread.sleep(pause);
        pause = look() ? LOOK : longer(pause);
      }
    } catch (InterruptedException e) {
      LOG.debug("No longer watching the embedded PostgreSQL");
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Whether the server runs, or need not. */
  private synchronized boolean look() {
    try {
      if (closed || held || cluster.isRunning()) {
        return true;
      }
      LOG.error("The embedded PostgreSQL ended by itself; starting it again. See its server.log.");
      cluster.start(port);
      LOG.info("The embedded PostgreSQL runs again on port {}", port);
      return true;
    } catch (IOException e) {
      LOG.error("The embedded PostgreSQL does not start again: {}", e.getMessage());
      return false;
    }
  }

  /** Stops the server until {@link #release}. */
  synchronized void hold() throws IOException {
    held = true;
    cluster.stop();
  }

  synchronized void release() throws IOException {
    cluster.start(port);
    held = false;
  }

  @Override
  public void close() {
    // First, so that an interrupt does not hit a start half done.
    synchronized (this) {
      closed = true;
    }
    thread.interrupt();
  }
}
