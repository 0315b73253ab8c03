package city.veedel.gateway.mqtt;

import city.veedel.model.DeviceId;
import city.veedel.model.RefusalReason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a device may publish to a topic: its own, another's, none of ours. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TopicMatchBenchmark {
  @Param({"v1/air-clevischer-ring/up", "v1/air-turiner-strasse/up", "sensors/air/no2"})
  private String topic = "";

  private final DeviceTopics topics = DeviceTopics.of(new DeviceId("air-clevischer-ring"));

  @Benchmark
  public @Nullable RefusalReason match() {
    return topic.equals(topics.up()) ? null : DeviceTopics.whyNotPublish(topic);
  }
}
