package city.veedel.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.simulator.coap.CoapEcho;
import city.veedel.simulator.coap.DtlsWires;
import city.veedel.simulator.testing.TinyCoapServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.junit.jupiter.api.Test;

class DatagramLoadTest {
  private static final List<LoadDevice> DEVICES =
      IntStream.range(0, 7).mapToObj(i -> new LoadDevice("dev-" + i, "secret")).toList();

  private static LoadShape shape(int window, double rate) {
    return new LoadShape(window, 3, rate, Duration.ofMillis(100), Duration.ofMillis(300));
  }

  @Test
  void everyRequestIsAnsweredAndCountedOnce() throws Exception {
    try (CoapEcho echo = CoapEcho.plain();
        DatagramLoad load = DatagramLoad.coap(echo.address(), DEVICES, shape(8, 0))) {
      LoadResult result = load.run();

      assertThat(result.sent()).isPositive().isEqualTo(result.answered());
      assertThat(result.unanswered()).isZero();
      assertThat(result.measuredAnswered()).isPositive().isLessThan(result.answered());
      assertThat(result.latency().getTotalCount()).isPositive();
    }
  }

  @Test
  void anOpenLoopSendsWhatIsDueAndNoMore() throws Exception {
    try (CoapEcho echo = CoapEcho.plain();
        DatagramLoad load = DatagramLoad.coap(echo.address(), DEVICES, shape(8, 1_000))) {
      LoadResult result = load.run();

      // 0.4 s at 1,000 a second; the last ones may be due after the last look.
      assertThat(result.sent()).isBetween(200L, 401L).isEqualTo(result.answered());
    }
  }

  @Test
  void dtlsSessionsStandBeforeTheFirstRequest() throws Exception {
    try (CoapEcho echo = CoapEcho.secure(DEVICES);
        DtlsWires wires = DtlsWires.open(echo.address(), DEVICES);
        DatagramLoad load = DatagramLoad.coaps(wires.wires(), shape(4, 500))) {
      load.connect();
      LoadResult result = load.run();

      assertThat(result.sent()).isBetween(100L, 201L).isEqualTo(result.answered());
      assertThat(result.unanswered()).isZero();
    }
  }

  @Test
  void everyDeviceSpeaksForItselfAndARefusalIsNoSuccess() throws Exception {
    Set<String> paths = ConcurrentHashMap.newKeySet();
    try (TinyCoapServer server =
            new TinyCoapServer("dev-0", "secret", payload -> ResponseCode.UNAUTHORIZED);
        DatagramLoad load =
            DatagramLoad.coap(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                DEVICES,
                shape(1, 200))) {
      LoadResult result = load.run();
      server.received().forEach(line -> paths.add(line.substring(0, line.indexOf(' '))));

      assertThat(result.refused()).isPositive().isEqualTo(result.sent());
      assertThat(result.answered()).isZero();
    }
    assertThat(paths).hasSize(DEVICES.size()).contains("/v1/dev-3/up?key=secret");
  }
}
