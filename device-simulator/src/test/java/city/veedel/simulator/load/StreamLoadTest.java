package city.veedel.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamLoadTest {
  private static final List<LoadDevice> DEVICES =
      IntStream.range(0, 7).mapToObj(i -> new LoadDevice("dev-" + i, "secret")).toList();

  private static LoadShape shape(int window, double rate) {
    return new LoadShape(window, 3, rate, Duration.ofMillis(100), Duration.ofMillis(300));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyMqttMessageIsAnsweredAndCountedOnce(int qos) throws Exception {
    try (StreamEcho echo = StreamEcho.mqtt();
        StreamLoad load = StreamLoad.mqtt(echo.address(), DEVICES, qos, shape(10, 0))) {
      load.connect();
      LoadResult result = load.run();

      assertThat(result.sent()).isPositive().isEqualTo(result.answered());
      assertThat(result.unanswered()).isZero();
      assertThat(result.measuredAnswered()).isPositive().isLessThan(result.answered());
      assertThat(result.latency().getTotalCount()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 2_000})
  void whatHasNoAnswerCountsOnceItWasRead(double rate) throws Exception {
    try (StreamEcho echo = StreamEcho.mqtt();
        StreamLoad load = StreamLoad.mqtt(echo.address(), DEVICES, 0, shape(10, rate))) {
      load.connect();
      LoadResult result = load.run();

      assertThat(result.sent()).isPositive().isEqualTo(result.answered());
      assertThat(result.unanswered()).isZero();
    }
  }

  @Test
  void httpSendsOneRequestAfterTheOther() throws Exception {
    try (StreamEcho echo = StreamEcho.http();
        StreamLoad load = StreamLoad.http(echo.address(), DEVICES, shape(1, 0))) {
      load.connect();
      LoadResult result = load.run();

      assertThat(result.sent()).isPositive().isEqualTo(result.answered());
    }
  }

  @Test
  void anOpenLoopSendsWhatIsDueAndNoMore() throws Exception {
    try (StreamEcho echo = StreamEcho.mqtt();
        StreamLoad load = StreamLoad.mqtt(echo.address(), DEVICES, 1, shape(100, 1_000))) {
      load.connect();
      LoadResult result = load.run();

      // 0.4 s at 1,000 a second; the last ones may be due after the last look.
      assertThat(result.sent()).isBetween(200L, 401L);
    }
  }

  @Test
  void aTemplateWritesTheTimeAndDifferentValues() {
    JsonTemplate template = new JsonTemplate(2);
    ByteBuffer out = ByteBuffer.allocate(2 * template.length());
    long micros = Instant.parse("2026-11-22T08:15:00Z").toEpochMilli() * 1_000 + 42;

    template.write(micros, 999_999, out);

    assertThat(new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII))
        .isEqualTo(
            """
            {"time":"2026-11-22T08:15:00.000042Z","values":{"v0":1999.999,"v1":1000.000}}\
            """);
  }
}
