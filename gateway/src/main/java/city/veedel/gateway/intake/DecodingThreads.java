package city.veedel.gateway.intake;

import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.model.DeviceId;
import city.veedel.model.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decoding that a protocol thread must not do: vendors' scripts and expressions. Messages of one
 * device keep their order, those of several devices run side by side. Neither a device nor a type
 * can take all the places. Answers are given outside the lock: they run others' code.
 */
final class DecodingThreads implements AutoCloseable {
  private static final int CLOSE_SECONDS = 5;

  private final IntakeConfig.Decoding config;
  private final ExecutorService threads;

  /**
   * What waits behind a message of the same device; there while one is at work. Written under the
   * lock, read without.
   */
  private final Map<DeviceId, Queue<Task>> behind = new ConcurrentHashMap<>();

  private final Map<String, Integer> ofType = new HashMap<>();
  private int inAll;
  private boolean closed;

  DecodingThreads(IntakeConfig.Decoding config) {
    this.config = config;
    this.threads =
        Executors.newFixedThreadPool(
            config.threads(), Thread.ofPlatform().name("decode-", 1).daemon().factory());
  }

  /** Whether messages of the device are on their way here, so that no later one may pass by. */
  boolean isBusyWith(DeviceId device) {
    return !behind.isEmpty() && behind.containsKey(device);
  }

  /**
   * @param type of the device
   * @param work decodes and appends; its answer may come later than it returns
   * @return empty when as much waits as may: of the device, of its type, or of all
   */
  Optional<CompletionStage<Outcome>> offer(
      DeviceId device, String type, Supplier<CompletionStage<Outcome>> work) {
    Task task = new Task(device, type, work);
    synchronized (this) {
      if (closed) {
        return Optional.of(CompletableFuture.failedFuture(stopping()));
      }
      Queue<Task> ofDevice = behind.get(device);
      if (!hasPlace(ofDevice, type)) {
        return Optional.empty();
      }
      inAll++;
      ofType.merge(type, 1, Integer::sum);
      if (ofDevice == null) {
        behind.put(device, new ArrayDeque<>());
        threads.execute(task);
      } else {
        ofDevice.add(task);
      }
    }
    return Optional.of(task.answer);
  }

  /** Whether {@link #offer} would not refuse a message now; its answer may differ. */
  synchronized boolean hasPlace(DeviceId device, String type) {
    return closed || hasPlace(behind.get(device), type);
  }

  private boolean hasPlace(@Nullable Queue<Task> ofDevice, String type) {
    // The one at work is in no queue.
    int waitingOfDevice = ofDevice == null ? 0 : ofDevice.size() + 1;
    return inAll < config.messages()
        && waitingOfDevice < config.messagesOfDevice()
        && ofType.getOrDefault(type, 0) < config.messagesOfType();
  }

  /** After the work of a task: the next one of its device has its turn. */
  private synchronized void leave(Task done) {
    giveBack(done);
    Queue<Task> ofDevice = behind.get(done.device);
    Task next = ofDevice == null ? null : ofDevice.poll();
    if (next == null) {
      behind.remove(done.device);
    } else {
      threads.execute(next);
    }
  }

  /** After work that was not taken: what waits behind it would pass by, and is not taken either. */
  private void leaveBusy(Task done, Outcome.Busy busy) {
    List<Task> passing = new ArrayList<>();
    synchronized (this) {
      giveBack(done);
      Queue<Task> ofDevice = behind.remove(done.device);
      if (ofDevice != null) {
        passing.addAll(ofDevice);
        passing.forEach(this::giveBack);
      }
    }
    done.answer.complete(busy);
    passing.forEach(task -> task.answer.complete(busy));
  }

  private synchronized void giveBack(Task done) {
    inAll--;
    ofType.computeIfPresent(done.type, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Interrupts what is at work; what waits fails, and its sender sends it again. */
  @Override
  public void close() {
    List<Task> waiting = new ArrayList<>();
    synchronized (this) {
      closed = true;
      threads.shutdownNow().forEach(task -> waiting.add((Task) task));
      behind.values().forEach(waiting::addAll);
      behind.clear();
    }
    waiting.forEach(task -> task.answer.completeExceptionally(stopping()));
    try {
      boolean _ = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DecodingStoppedException stopping() {
    return new DecodingStoppedException("the product is stopping");
  }

  private final class Task implements Runnable {
    private final DeviceId device;
    private final String type;
    private final Supplier<CompletionStage<Outcome>> work;
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

    Task(DeviceId device, String type, Supplier<CompletionStage<Outcome>> work) {
      this.device = device;
      this.type = type;
      this.work = work;
    }

    @Override
    public void run() {
      CompletableFuture<Outcome> outcome = worked();
      if (outcome.state() == Future.State.SUCCESS
          && outcome.resultNow() instanceof Outcome.Busy busy) {
        leaveBusy(this, busy);
        return;
      }
      var _ =
          outcome.whenComplete((result, failure) -> {
            if (failure == null) {
              answer.complete(result);
            } else {
              answer.completeExceptionally(failure);
            }
          });
      leave(this);
    }

    private CompletableFuture<Outcome> worked() {
      try {
        return work.get().toCompletableFuture();
      } catch (RuntimeException | Error e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }
}
