package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import city.veedel.model.Outcome;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Decoding that a protocol thread must not do: vendors' scripts and expressions. Messages of one
 * device keep their order, those of several devices run side by side.
 */
final class DecodingThreads implements AutoCloseable {
  private static final int CLOSE_SECONDS = 5;

  private final Semaphore places;
  private final ExecutorService threads;

  /** What waits behind a message of the same device; there while one is at work. */
  private final Map<DeviceId, Queue<Task>> behind = new ConcurrentHashMap<>();

  DecodingThreads(IntakeConfig.Decoding config) {
    this.places = new Semaphore(config.waitingMessages());
    this.threads =
        Executors.newFixedThreadPool(
            config.threads(), Thread.ofPlatform().name("decode-", 1).daemon().factory());
  }

  /** Whether messages of the device are on their way here, so that no later one may pass by. */
  boolean isBusyWith(DeviceId device) {
    return !behind.isEmpty() && behind.containsKey(device);
  }

  /**
   * @param work decodes and appends; its answer may come later than it returns
   * @return empty when as much waits as may
   */
  Optional<CompletionStage<Outcome>> offer(
      DeviceId device, Supplier<CompletionStage<Outcome>> work) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    Task task = new Task(device, work);
    behind.compute(
        device,
        (_, waiting) -> {
          if (waiting != null) {
            waiting.add(task);
            return waiting;
          }
          start(task);
          return new ArrayDeque<>();
        });
    return Optional.of(task.answer);
  }

  private void start(Task task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.refuse();
    }
  }

  private void next(DeviceId device) {
    behind.computeIfPresent(
        device,
        (_, waiting) -> {
          Task task = waiting.poll();
          if (task == null) {
            return null;
          }
          start(task);
          return waiting;
        });
  }

  /** Ends what is at work; what waits fails, and its sender sends it again. */
  @Override
  public void close() {
    threads.shutdownNow().forEach(waiting -> ((Task) waiting).refuse());
    try {
      boolean _ = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    behind
        .keySet()
        .forEach(device ->
            behind.computeIfPresent(
                device,
                (_, waiting) -> {
                  waiting.forEach(Task::refuse);
                  return null;
                }));
  }

  private final class Task implements Runnable {
    private final DeviceId device;
    private final Supplier<CompletionStage<Outcome>> work;
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

    Task(DeviceId device, Supplier<CompletionStage<Outcome>> work) {
      this.device = device;
      this.work = work;
    }

    @Override
    public void run() {
      try {
        work.get()
            .whenComplete((outcome, failure) -> {
              if (failure == null) {
                answer.complete(outcome);
              } else {
                answer.completeExceptionally(failure);
              }
            });
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      } finally {
        places.release();
        next(device);
      }
    }

    void refuse() {
      places.release();
      answer.completeExceptionally(new IllegalStateException("the product is stopping"));
    }
  }
}
