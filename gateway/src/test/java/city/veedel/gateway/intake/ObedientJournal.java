package city.veedel.gateway.intake;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Entry;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal in a list, which is durable, slow, full or broken as the test says. */
final class ObedientJournal implements Journal {
  private final List<Append> appends = new CopyOnWriteArrayList<>();
  private final Queue<CompletableFuture<AppendResult>> held = new ConcurrentLinkedQueue<>();
  private volatile Mood mood = Mood.DURABLE;

  enum Mood {
    DURABLE,
    HOLDING,
    FULL,
    FAILED,
    BUGGY
  }

  void become(Mood next) {
    mood = next;
  }

  List<Append> appends() {
    return appends;
  }

  List<Entry> entries() {
    return appends.stream().flatMap(append -> append.entries().stream()).toList();
  }

  /** Completes the oldest append that is held. */
  void sync() {
    held.remove().complete(new AppendResult.Durable(Position.BEGINNING));
  }

  @Override
  public UUID id() {
    return new UUID(0, 0);
  }

  @Override
  public CompletionStage<AppendResult> append(Append append) {
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    switch (mood) {
      case DURABLE -> {
        appends.add(append);
        result.complete(new AppendResult.Durable(Position.BEGINNING));
      }
      case HOLDING -> {
        appends.add(append);
        held.add(result);
      }
      case FULL -> result.complete(new AppendResult.Full(Duration.ofSeconds(3)));
      case BUGGY -> throw new IllegalStateException("a bug");
      case FAILED -> result.completeExceptionally(new JournalFailedException("the disk is gone"));
    }
    return result;
  }

  @Override
  public CompletionStage<AppendResult> end(Handshake handshake) {
    return CompletableFuture.completedFuture(new AppendResult.Durable(Position.BEGINNING));
  }

  @Override
  public Set<Handshake> openHandshakes() {
    return Set.of();
  }

  @Override
  public Reader reader(Position from) {
    throw new UnsupportedOperationException("the intake reads nothing");
  }

  @Override
  public void release(Position upTo) {}

  @Override
  public JournalStatus status() {
    return new JournalStatus(Position.BEGINNING, Position.BEGINNING, 0, 1, 0, "");
  }

  @Override
  public void close() {}
}
