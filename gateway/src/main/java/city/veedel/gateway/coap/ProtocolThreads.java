package city.veedel.gateway.coap;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.elements.util.NamedThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that parse, decode and answer. Californium takes a request in several tasks, each
 * started by the one before; here such a task runs on the same thread right after that one, so that
 * a request waits in the queue once on its way to the journal. A timed task waits with the timers
 * and joins the queue when its time has come.
 */
final class ProtocolThreads extends ThreadPoolExecutor implements ScheduledExecutorService {
  private static final Logger log = LoggerFactory.getLogger(ProtocolThreads.class);

  private final ScheduledExecutorService timers;

  /** What the present task of a protocol thread has started; nothing on other threads. */
  private final ThreadLocal<@Nullable Queue<Runnable>> following;

  private ProtocolThreads(
      int threads,
      ScheduledExecutorService timers,
      ThreadLocal<@Nullable Queue<Runnable>> following) {
    super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(following));
    this.timers = timers;
    this.following = following;
  }

  static ProtocolThreads start(int threads, ScheduledExecutorService timers) {
    return new ProtocolThreads(threads, timers, new ThreadLocal<>());
  }

  private static ThreadFactory named(ThreadLocal<@Nullable Queue<Runnable>> following) {
    ThreadFactory named = new NamedThreadFactory("coap-protocol-");
    return worker ->
        named.newThread(() -> {
          following.set(new ArrayDeque<>());
          worker.run();
        });
  }

  @Override
  public void execute(Runnable task) {
    Queue<Runnable> next = following.get();
    if (next == null) {
      super.execute(task);
    } else {
      next.add(task);
    }
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    Queue<Runnable> next = following.get();
    if (next == null) {
      return;
    }
    for (Runnable started = next.poll(); started != null; started = next.poll()) {
      try {
        started.run();
      } catch (RuntimeException e) {
        log.error("A CoAP protocol task failed", e);
      }
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return timers.schedule(() -> execute(task), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return timers.scheduleAtFixedRate(() -> execute(task), initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return timers.scheduleWithFixedDelay(() -> execute(task), initialDelay, delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("Californium times nothing that has a result");
  }
}
