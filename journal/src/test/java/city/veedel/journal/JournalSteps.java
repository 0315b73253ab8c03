package city.veedel.journal;

import static city.veedel.journal.SampleEntries.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What tests of a journal do again and again. */
public final class JournalSteps {
  private JournalSteps() {}

  /** Appends until the journal is full; how many entries it took. */
  public static int fill(Journal journal) {
    int taken = 0;
    boolean full = false;
    while (!full) {
      List<CompletionStage<AppendResult>> burst = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        burst.add(journal.append(Append.of(large(2L * i), large(2L * i + 1))));
      }
      for (CompletionStage<AppendResult> append : burst) {
        boolean durable = result(append) instanceof AppendResult.Durable;
        taken += durable ? 2 : 0;
        full |= !durable;
      }
    }
    return taken;
  }

  static Entry large(long sequence) {
    return entry(9, sequence, 250);
  }

  public static AppendResult result(CompletionStage<AppendResult> append) {
    return append.toCompletableFuture().join();
  }

  public static Position durable(CompletionStage<AppendResult> append) {
    return switch (result(append)) {
      case AppendResult.Durable(Position position) -> position;
      case AppendResult.Full full -> throw new AssertionError("not durable but " + full);
    };
  }

  public static List<Entry> readAll(Journal journal) throws InterruptedException {
    List<Entry> entries = new ArrayList<>();
    try (Reader reader = journal.reader(Position.BEGINNING)) {
      for (Stretch stretch = reader.poll(1_000, Duration.ZERO);
          !stretch.isEmpty();
          stretch = reader.poll(1_000, Duration.ZERO)) {
        entries.addAll(stretch.entries());
      }
    }
    return entries;
  }

  public static List<String> names(List<Entry> entries) {
    return entries.stream().map(SampleEntries::nameOf).toList();
  }

  static Stretch poll(Reader reader, int maxEntries) throws InterruptedException {
    return reader.poll(maxEntries, Duration.ofSeconds(20));
  }
}
