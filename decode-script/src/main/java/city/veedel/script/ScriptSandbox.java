package city.veedel.script;

import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Decoding;
import city.veedel.script.ScriptCodec.Objection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads on which vendors' scripts run, a bounded number with a bounded queue. A script that
 * does not end, or wants all memory, is stopped and harms only the messages of its own type; one
 * that does so again and again is switched off for a growing time.
 *
 * <p>Before the first script it is one sleeping thread; an engine of 3.4 MB begins with it, at most
 * one for each thread.
 */
public final class ScriptSandbox implements AutoCloseable {
  /** So that recursion meets the end of QuickJS's own stack of 1 MiB first. */
  private static final long STACK_BYTES = 16 << 20;

  private static final int CLOSE_SECONDS = 30;

  private final ScriptSandboxConfig config;
  private final InstantSource clock;
  private final Semaphore places;
  private final ExecutorService threads;
  private final ScriptRunner runner;

  public ScriptSandbox(
      ScriptSandboxConfig config, InstantSource clock, SwitchOffListener listener) {
    this.config = config;
    this.clock = clock;
    this.places = new Semaphore(config.threads() + config.waiting());
    this.runner = new ScriptRunner(config, clock, listener);
    this.threads =
        Executors.newFixedThreadPool(
            config.threads(),
            Thread.ofPlatform().name("script-", 1).daemon().stackSize(STACK_BYTES).factory());
  }

  /**
   * The decoder of one version of a device type. Cheap: the script is read when it is first needed.
   *
   * @param source of at most {@link Decoding#MAX_SOURCE_LENGTH} characters
   */
  public ScriptCodec codec(String typeId, String source) {
    return codec(typeId, source, false);
  }

  /**
   * The decoder of a type that is tried out, or about to be saved: {@link ScriptCodec#check} tells
   * also of a script that was stopped while it was read, which nobody wants to be saved.
   *
   * @param source of at most {@link Decoding#MAX_SOURCE_LENGTH} characters
   */
  public ScriptCodec trial(String typeId, String source) {
    return codec(typeId, source, true);
  }

  private ScriptCodec codec(String typeId, String source, boolean isTrial) {
    if (source.length() > Decoding.MAX_SOURCE_LENGTH) {
      throw new IllegalArgumentException(
          "a script has at most " + Decoding.MAX_SOURCE_LENGTH + " characters");
    }
    return new ScriptCodec(this, typeId, source, isTrial, new Overruns(typeId, config));
  }

  CodecResult decode(ScriptCodec codec, Uplink uplink) {
    return await(() -> runner.decode(codec, uplink));
  }

  Optional<Objection> check(ScriptCodec codec) {
    return await(() -> runner.check(codec));
  }

  Instant now() {
    return clock.instant();
  }

  long keptBytes() {
    return runner.keptBytes();
  }

  /** Ends the scripts that run; what waits fails. */
  @Override
  public void close() {
    runner.stop();
    threads.shutdownNow().forEach(waiting -> ((Run<?>) waiting).refuse());
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a script does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      runner.close();
    }
  }

  private <T> T await(Supplier<T> work) {
    try {
      if (!places.tryAcquire(config.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DecodingBusyException(
            "as many scripts wait to be run as may ("
                + config.waiting()
                + "); try again in some seconds");
      }
      return start(work).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DecodingStoppedException("nobody waits for the script any more");
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException cause -> cause;
        case Error cause -> throw cause;
        case null, default -> new IllegalStateException(e);
      };
    }
  }

  private <T> Future<T> start(Supplier<T> work) {
    Run<T> run = new Run<>(work);
    try {
      threads.execute(run);
    } catch (RejectedExecutionException e) {
      run.refuse();
    }
    return run.result;
  }

  private final class Run<T> implements Runnable {
    private final Supplier<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Run(Supplier<T> work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        T value = work.get();
        places.release();
        result.complete(value);
      } catch (RuntimeException | Error e) {
        places.release();
        result.completeExceptionally(e);
      }
    }

    void refuse() {
      places.release();
      result.completeExceptionally(ScriptRunner.closed());
    }
  }
}
