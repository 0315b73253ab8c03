package city.veedel.script;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Decoding;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads on which vendors' scripts run, a bounded number with a bounded queue. A script that
 * does not end, or wants all memory, is stopped and harms only the messages of its own type; one
 * that does so again and again is switched off for a growing time.
 */
public final class ScriptSandbox implements AutoCloseable {
  /** So that recursion meets the end of QuickJS's own stack of 1 MiB first. */
  private static final long STACK_BYTES = 16 << 20;

  private static final int CLOSE_SECONDS = 5;

  private final ScriptSandboxConfig config;
  private final InstantSource clock;
  private final Semaphore places;
  private final ExecutorService threads;
  private final ScriptRunner runner;

  public ScriptSandbox(
      ScriptSandboxConfig config, InstantSource clock, SwitchOffListener listener) {
    this.config = config;
    this.clock = clock;
    this.places = new Semaphore(config.threads() + config.queuedUplinks());
    this.threads =
        Executors.newFixedThreadPool(
            config.threads(),
            Thread.ofPlatform().name("script-", 1).daemon().stackSize(STACK_BYTES).factory());
    this.runner = new ScriptRunner(config, clock, listener);
  }

  /**
   * The decoder of one version of a device type. Cheap: the script is read when it is first needed.
   *
   * @param source of at most {@link Decoding#MAX_SOURCE_LENGTH} characters
   */
  public ScriptCodec codec(String typeId, String source) {
    if (source.length() > Decoding.MAX_SOURCE_LENGTH) {
      throw new IllegalArgumentException(
          "a script has at most " + Decoding.MAX_SOURCE_LENGTH + " characters");
    }
    return new ScriptCodec(this, typeId, source, new Overruns(typeId, config));
  }

  CodecResult decode(ScriptCodec codec, Uplink uplink) {
    return await(() -> runner.decode(codec, uplink));
  }

  Optional<Fault> check(ScriptCodec codec) {
    return await(() -> runner.check(codec));
  }

  Optional<CompletionStage<CodecResult>> offer(ScriptCodec codec, Uplink uplink) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    return Optional.of(start(() -> runner.decode(codec, uplink)));
  }

  Instant now() {
    return clock.instant();
  }

  /** Ends the scripts that run; what waits fails. */
  @Override
  public void close() {
    threads.shutdownNow().forEach(waiting -> ((Run<?>) waiting).refuse());
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a script does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runner.close();
  }

  private <T> T await(Supplier<T> work) {
    places.acquireUninterruptibly();
    try {
      return start(work).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private <T> CompletableFuture<T> start(Supplier<T> work) {
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
      result.completeExceptionally(new IllegalStateException("the sandbox is closed"));
    }
  }
}
