package city.veedel.standalone.prove.control;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says "durable" at once and writes a moment later, as a cache does. */
final class EarlyAcknowledging implements StandIn {
  private static final long LATER_MILLIS = 50;

  private final Journal journal;
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

  EarlyAcknowledging(Journal journal) {
    this.journal = journal;
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public CompletionStage<AppendResult> append(Append append) {
    return durableAlready(() -> journal.append(append));
  }

  @Override
  public CompletionStage<AppendResult> end(Handshake handshake) {
    return durableAlready(() -> journal.end(handshake));
  }

  /** What becomes of it nobody looks at: that is the lie. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletionStage<AppendResult> durableAlready(Runnable write) {
    later.schedule(write, LATER_MILLIS, TimeUnit.MILLISECONDS);
    return CompletableFuture.completedFuture(new AppendResult.Durable(journal.status().next()));
  }

  @Override
  public void close() {
    later.close();
    journal.close();
  }
}
