package city.veedel.simulator.mqtt;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT device. Messages wait in order, go out while the connection stands and the server's
 * window allows, and are taken back into the front of the queue when the connection ends without an
 * answer.
 *
 * <pre>
 *   offer → waiting → in flight → answered
 *              ↑          │ connection lost
 *              └──────────┘
 * </pre>
 */
final class MqttLink implements DeviceLink {
  private static final Logger log = LoggerFactory.getLogger(MqttLink.class);

  private final String name;
  private final Delivery delivery;
  private final LinkConfig config;
  private final Supplier<MqttConnection> dial;
  private final ScheduledExecutorService scheduler;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final LinkedHashSet<Pending> inFlight = new LinkedHashSet<>();

  /** Of the present connection: what an earlier one reports is of no interest. */
  private @Nullable Watch present;

  private boolean connected;
  private boolean closed;

  private int serverWindow;
  private int failures;
  private long resentObservations;

  /**
   * @param dial makes a connection that was never used
   * @param scheduler runs reconnects
   */
  MqttLink(
      String name,
      Delivery delivery,
      LinkConfig config,
      Supplier<MqttConnection> dial,
      ScheduledExecutorService scheduler) {
    this.name = name;
    this.delivery = delivery;
    this.config = config;
    this.dial = dial;
    this.scheduler = scheduler;
  }

  /** Connects; returns at once. */
  void start() {
    lock.lock();
    try {
      if (closed || present != null) {
        return;
      }
      Watch fresh = new Watch(dial.get());
      present = fresh;
      fresh.watched.connect(fresh);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean offer(Message message, Consumer<Answer> whenAnswered) {
    lock.lock();
    try {
      if (closed || waiting.size() + inFlight.size() >= config.mqttWindow()) {
        return false;
      }
      waiting.add(new Pending(message, whenAnswered));
      pump();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int unanswered() {
    lock.lock();
    try {
      return waiting.size() + inFlight.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long resentObservations() {
    lock.lock();
    try {
      return resentObservations;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<Pending> given = new ArrayList<>();
    Watch last;
    lock.lock();
    try {
      closed = true;
      connected = false;
      last = present;
      present = null;
      given.addAll(inFlight);
      given.addAll(waiting);
      inFlight.clear();
      waiting.clear();
    } finally {
      lock.unlock();
    }
    for (Pending pending : given) {
      pending.answer(delivery.isAssured() ? new Answer.Unanswered() : new Answer.Unassured());
    }
    if (last != null) {
      last.end();
    }
  }

  /** Sends what may be sent. With the lock held; the client answers on threads of its own. */
  private void pump() {
    Watch watch = present;
    if (watch == null) {
      return;
    }
    while (connected && inFlight.size() < serverWindow) {
      Pending next = waiting.poll();
      if (next == null) {
        return;
      }
      inFlight.add(next);
      try {
        if (!watch.watched.publish(
            next.message(), next.sentAtNanos(), answer -> answered(next, answer))) {
          inFlight.remove(next);
          waiting.addFirst(next);
          return;
        }
      } catch (MqttConnection.ConnectionLostException e) {
        // The message did not leave; the connection's watch brings the rest back.
        inFlight.remove(next);
        waiting.addFirst(next);
        connected = false;
        return;
      }
    }
  }

  private void answered(Pending pending, Answer answer) {
    boolean first;
    lock.lock();
    try {
      // A message that was taken back may be acknowledged by the old connection after all.
      first = inFlight.remove(pending) || waiting.remove(pending);
      pump();
    } finally {
      lock.unlock();
    }
    if (first) {
      pending.answer(answer);
    }
  }

  private void lost(Watch reporting, String why) {
    List<Pending> unassured = new ArrayList<>();
    lock.lock();
    try {
      if (present != reporting) {
        return;
      }
      present = null;
      connected = false;
      takeBack(unassured);
      if (!closed) {
        failures++;
        Duration pause = pauseAfter(failures);
        log.atDebug()
            .addKeyValue("device", name)
            .addKeyValue("pause_ms", pause.toMillis())
            .log("The connection ended ({}); connecting again", why);
        var _ = scheduler.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
    unassured.forEach(pending -> pending.answer(new Answer.Unassured()));
  }

  /** Puts what is in flight back to the front, oldest first; QoS 0 is gone. Lock held. */
  private void takeBack(List<Pending> unassured) {
    List<Pending> back = new ArrayList<>(inFlight);
    inFlight.clear();
    for (Pending pending : back.reversed()) {
      if (delivery.isAssured()) {
        resentObservations += pending.message().observations();
        waiting.addFirst(pending);
      } else {
        unassured.add(pending);
      }
    }
  }

  /** Doubles from pause to pause; spread by name, so that a fleet does not come as one storm. */
  private Duration pauseAfter(int failuresSoFar) {
    long doubled = config.reconnectFrom().toMillis() << Math.min(failuresSoFar - 1, 16);
    long capped = Math.min(doubled, config.reconnectTo().toMillis());
    return Duration.ofMillis(capped / 2 + Math.floorMod(name.hashCode(), capped / 2 + 1));
  }

  /** Hears what happens to one connection. */
  private final class Watch implements MqttConnection.Events {
    private final MqttConnection watched;
    private final AtomicBoolean ended = new AtomicBoolean();

    Watch(MqttConnection watched) {
      this.watched = watched;
    }

    /** Only once: Paho's client does not bear two threads that say goodbye at a time. */
    void end() {
      if (!ended.getAndSet(true)) {
        watched.end();
      }
    }

    @Override
    public void connected(int window) {
      lock.lock();
      try {
        if (present == this) {
          connected = true;
          failures = 0;
          serverWindow = window;
          pump();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void lost(String why) {
      MqttLink.this.lost(this, why);
      // Saying goodbye may wait for the very thread that brought the news.
      Thread.ofVirtual().name("end-" + name).start(this::end);
    }
  }

  /** Compared by identity: the same payload may be sent twice on purpose. */
  private static final class Pending {
    private final Message message;
    private final Consumer<Answer> whenAnswered;
    private long sentAtNanos;

    Pending(Message message, Consumer<Answer> whenAnswered) {
      this.message = message;
      this.whenAnswered = whenAnswered;
    }

    Message message() {
      return message;
    }

    /** Set when it leaves for the first time; with the lock held. */
    long sentAtNanos() {
      if (sentAtNanos == 0) {
        sentAtNanos = System.nanoTime();
      }
      return sentAtNanos;
    }

    void answer(Answer answer) {
      whenAnswered.accept(answer);
    }
  }
}
