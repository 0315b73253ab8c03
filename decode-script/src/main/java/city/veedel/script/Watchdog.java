package city.veedel.script;

import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts threads whose script has used up its time. Counted is the processor time of the
 * thread, so that neither waiting for a processor nor a pause of the collector makes a good script
 * look bad; only a JIT that gets no processor does, which is why the first decodes have longer.
 * Where the time of a thread cannot be known, its script is stopped. QuickJS, compiled to JVM
 * bytecode, looks for an interrupt at every call and at every jump backwards, inside regular
 * expressions too.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration TICK = Duration.ofMillis(5);

  /** Ticks without a script until the thread goes to sleep, so that it is not woken each time. */
  private static final int IDLE_TICKS = 200;

  private final ThreadMXBean times;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /**
   * @throws IllegalStateException where the JVM does not count the processor time of threads
   */
  Watchdog(ThreadMXBean times) {
    if (!times.isThreadCpuTimeSupported() || !times.isThreadCpuTimeEnabled()) {
      throw new IllegalStateException(
          "This JVM does not count the processor time of threads, without which no script can be"
              + " stopped. Run another JVM, or do not disable it.");
    }
    this.times = times;
    thread = Thread.ofPlatform().name("script-watchdog").daemon().start(this::watch);
  }

  /** Watches the calling thread until the watch is closed. */
  Watch watch(Duration limit) {
    Watch watch = new Watch(Thread.currentThread(), times.getCurrentThreadCpuTime(), limit);
    watches.add(watch);
    if (asleep) {
      LockSupport.unpark(thread);
    }
    return watch;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    int idle = 0;
    while (!closed) {
      idle = watches.isEmpty() ? idle + 1 : 0;
      if (idle > IDLE_TICKS) {
        sleep();
        idle = 0;
      } else {
        LockSupport.parkNanos(this, TICK.toNanos());
      }
      watches.forEach(Watch::look);
    }
  }

  private void sleep() {
    asleep = true;
    if (watches.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  final class Watch implements AutoCloseable {
    private final Thread watched;
    private final long startNanos;
    private final long limitNanos;
    private boolean over;
    private boolean ended;

    private Watch(Thread watched, long startNanos, Duration limit) {
      this.watched = watched;
      this.startNanos = startNanos;
      this.limitNanos = limit.toNanos();
    }

    private synchronized void look() {
      if (!ended && (over || isTimeUp())) {
        over = true;
        watched.interrupt();
      }
    }

    private boolean isTimeUp() {
      try {
        long now = times.getThreadCpuTime(watched.threadId());
        return now < 0 || now - startNanos > limitNanos;
      } catch (RuntimeException e) {
        LOG.error("The time of a script cannot be known; the script is stopped", e);
        return true;
      }
    }

    /** Whether the time ran out. */
    synchronized boolean isOver() {
      return over;
    }

    /** An interrupt of this watch does not outlive it. */
    @Override
    public synchronized void close() {
      ended = true;
      watches.remove(this);
      if (over) {
        Thread.interrupted();
      }
    }
  }
}
