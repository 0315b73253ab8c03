package city.veedel.benchmarks;

import city.veedel.journal.Entry;
import city.veedel.journal.codec.EntryBlock;
import city.veedel.journal.codec.EntryCodec;
import city.veedel.journal.codec.KnownIds;
import city.veedel.journal.codec.MalformedEntryException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One message to the bytes of its entry in the journal, and back, as its reader does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class JournalCodecBenchmark {
  @Param({"1", "10"})
  private int values = 1;

  private Entry entry = Messages.accepted(1);
  private byte[] block = {};
  private final KnownIds ids = new KnownIds();

  @Setup
  public void prepare() {
    entry = Messages.accepted(values);
    block = EntryBlock.encode(List.of(entry));
  }

  @Benchmark
  public byte[] encode() {
    return EntryCodec.encode(entry);
  }

  @Benchmark
  public Entry decode() throws MalformedEntryException {
    return new EntryBlock.Cursor(block, ids).next();
  }
}
