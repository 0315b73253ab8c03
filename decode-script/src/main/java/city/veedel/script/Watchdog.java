package city.veedel.script;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Interrupts threads whose script has used up its time. Counted is the processor time of the
 * thread, so that a starved machine or a pause of the collector does not make a good script look
 * bad. QuickJS, compiled to JVM bytecode, looks for an interrupt at every call and at every jump
 * backwards, inside regular expressions too.
 */
final class Watchdog implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(5);

  /** Ticks without a script until the thread goes to sleep, so that it is not woken each time. */
  private static final int IDLE_TICKS = 200;

  private final ThreadMXBean times = ManagementFactory.getThreadMXBean();
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  Watchdog() {
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
      if (!ended && times.getThreadCpuTime(watched.threadId()) - startNanos > limitNanos) {
        over = true;
        watched.interrupt();
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
