package city.veedel.simulator.hostile;

import city.veedel.simulator.load.LoadDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 3.1.1 connections that say nothing after CONNECT, held by one thread; and what a server does
 * when all of them drop and come back at once, without a pause between two tries.
 */
public final class IdleFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IdleFleet.class);

  /** In calm weather, below the product's 2,000 connects a second. */
  private static final double CALM_CONNECTS_PER_SECOND = 1_500;

  private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_MILLIS = 10;

  private final Selector selector;
  private final List<IdleLine> lines;
  private final Queue<IdleLine> waiting = new ArrayDeque<>();
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final ByteBuffer in = ByteBuffer.allocate(1_024);
  private final Thread thread =
      Thread.ofPlatform().name("idle-fleet").daemon().unstarted(this::run);

  private boolean isStorm;
  private double credit;
  private long lookedAt = System.nanoTime();
  private final AtomicInteger welcome = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong dials = new AtomicLong();
  private volatile CountDownLatch allWelcome = new CountDownLatch(1);
  private volatile boolean closing;

  /** What its thread ended by. */
  private volatile @Nullable Exception failure;

  /**
   * All devices dropped and came back.
   *
   * @param back of them, when it was over
   * @param seconds until the last one was back, or until nobody waited any more
   * @param dials connections tried; those beyond one a device were turned away
   */
  public record Storm(int connections, int back, double seconds, long dials) {}

  private IdleFleet(Selector selector, List<IdleLine> lines) {
    this.selector = selector;
    this.lines = lines;
    waiting.addAll(lines);
  }

  /**
   * Returns when all of them are connected; else none is left.
   *
   * @param devices at least one
   * @param from addresses of this machine to come from in turn, at least one
   */
  public static IdleFleet connect(
      InetSocketAddress server, List<LoadDevice> devices, List<InetAddress> from, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("an idle fleet has at least one device");
    }
    List<IdleLine> lines = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) {
      lines.add(new IdleLine(server, devices.get(i), from.get(i % from.size())));
    }
    IdleFleet fleet = new IdleFleet(Selector.open(), lines);
    fleet.thread.start();
    try {
      if (!fleet.await(fleet.allWelcome, timeout)) {
        throw new TimeoutException(
            fleet.welcome + " of " + devices.size() + " are connected after " + timeout);
      }
      return fleet;
    } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  /**
   * @return whether it was in time
   * @throws IOException if the thread has ended that it would have to come from
   */
  private boolean await(CountDownLatch latch, Duration timeout)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!latch.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      Exception why = failure;
      if (why != null) {
        throw new IOException("the idle connections can no longer be held", why);
      }
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
    }
    return true;
  }

  public int size() {
    return lines.size();
  }

  /** Connections that the server has ended. */
  public long lost() {
    return lost.get();
  }

  /**
   * Drops all of them at once, and waits until all are back.
   *
   * @throws IOException if they could not be held, for a reason of this side
   */
  public Storm storm(Duration timeout) throws IOException, InterruptedException {
    CountDownLatch all = new CountDownLatch(1);
    long before = dials.get();
    long from = System.nanoTime();
    orders.add(() -> dropAll(all));
    selector.wakeup();
    boolean isOver = await(all, timeout);
    double seconds = (System.nanoTime() - from) / 1e9;
    int back = isOver ? lines.size() : welcome.get();
    return new Storm(lines.size(), back, seconds, dials.get() - before);
  }

  private void dropAll(CountDownLatch all) {
    isStorm = true;
    welcome.set(0);
    allWelcome = all;
    waiting.clear();
    lines.forEach(IdleLine::hangUp);
    waiting.addAll(lines);
  }

  private void run() {
    try {
      while (!closing) {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
          order.run();
        }
        // Lets go of what was hung up: only then are its files and ports free.
        selector.selectNow();
        selector.selectedKeys().forEach(this::serve);
        selector.selectedKeys().clear();
        dial();
        giveUpOnTheSilent();
        selector.select(LOOK_MILLIS);
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("The idle fleet has ended", e);
      failure = e;
    } finally {
      lines.forEach(IdleLine::hangUp);
      letGo();
    }
  }

  /** Only then are the files and ports free of what was hung up. */
  private void letGo() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("The selector did not close", e);
    }
  }

  private void dial() {
    long now = System.nanoTime();
    credit =
        Math.min(
            CALM_CONNECTS_PER_SECOND / 10,
            credit + (now - lookedAt) / 1e9 * CALM_CONNECTS_PER_SECOND);
    lookedAt = now;
    for (int left = waiting.size(); left > 0 && (isStorm || credit >= 1); left--) {
      IdleLine line = waiting.remove();
      credit--;
      dials.incrementAndGet();
      try {
        line.dial(selector, now);
      } catch (IOException e) {
        again(line, e);
      }
    }
  }

  private void giveUpOnTheSilent() {
    long now = System.nanoTime();
    for (IdleLine line : lines) {
      if (line.isDialling() && now - line.dialledAt() > ANSWER_NANOS) {
        again(line, new IOException("no answer"));
      }
    }
  }

  private void serve(SelectionKey key) {
    IdleLine line = (IdleLine) key.attachment();
    try {
      if (key.isConnectable()) {
        line.greet(key);
      } else if (line.hear(in)) {
        welcomed();
      }
    } catch (IOException e) {
      if (line.isWelcome()) {
        lost.incrementAndGet();
        welcome.decrementAndGet();
      }
      again(line, e);
    }
  }

  private void welcomed() {
    if (welcome.incrementAndGet() == lines.size()) {
      allWelcome.countDown();
    }
  }

  private void again(IdleLine line, IOException why) {
    LOG.debug("{} has to dial again", line, why);
    line.hangUp();
    waiting.add(line);
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
