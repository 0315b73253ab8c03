package city.veedel.benchmarks;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Messages a second that become durable when 10,000 are handed over at a time: encoding, group
 * commit and sync to the disk that holds the temporary directory ({@code -Djava.io.tmpdir}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"--enable-native-access=ALL-UNNAMED"})
public class JournalAppendBenchmark {
  private static final int MESSAGES = 10_000;

  private final Append append = Append.of(Messages.accepted(1));
  private @Nullable Path directory;
  private @Nullable SqliteJournal journal;

  /** An empty journal each time, so that it never becomes full. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory("veedel-jmh-");
    journal = SqliteJournal.open(JournalConfig.in(directory));
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    Objects.requireNonNull(journal).close();
    try (Stream<Path> files = Files.walk(Objects.requireNonNull(directory))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void append() {
    SqliteJournal open = Objects.requireNonNull(journal);
    List<CompletionStage<AppendResult>> appended =
        IntStream.range(0, MESSAGES).mapToObj(i -> open.append(append)).toList();
    for (CompletionStage<AppendResult> result : appended) {
      if (!(result.toCompletableFuture().join() instanceof AppendResult.Durable)) {
        throw new IllegalStateException("the journal took no more");
      }
    }
  }
}
