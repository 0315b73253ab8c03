package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptClockTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456789Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final ReceiptClock clock = new ReceiptClock(() -> now.get());

  @Test
  void tellsTheTimeInWholeMicroseconds() {
    assertThat(clock.next()).isEqualTo("2026-11-22T12:00:00.123456Z");
  }

  @Test
  void advancesByAMicrosecondWhileTheClockStandsOrGoesBack() {
    clock.next();
    assertThat(clock.next()).isEqualTo("2026-11-22T12:00:00.123457Z");
    now.set(NOON.minusSeconds(86_400));
    assertThat(clock.next()).isEqualTo("2026-11-22T12:00:00.123458Z");
    now.set(NOON.plusSeconds(1));
    assertThat(clock.next()).isEqualTo("2026-11-22T12:00:01.123456Z");
  }

  @Test
  void neverTellsTwoThreadsTheSameTime() throws Exception {
    Callable<List<Instant>> work =
        () -> IntStream.range(0, 5_000).mapToObj(_ -> clock.next()).toList();
    Set<Instant> times = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<List<Instant>>> all = new ArrayList<>(List.of(work, work, work, work));
      for (Future<List<Instant>> ticks : threads.invokeAll(all)) {
        assertThat(ticks.get()).isSorted();
        times.addAll(ticks.get());
      }
    }
    assertThat(times).hasSize(20_000);
  }

  @Test
  void givesTimesThatWereSetApartToNobodyElse() {
    ReceiptTimes first = new ReceiptTimes(clock, 3);
    Instant other = clock.next();

    assertThat(first.receivedAt()).isEqualTo("2026-11-22T12:00:00.123456Z");
    assertThat(List.of(first.next(), first.next(), first.next(), other, first.next()))
        .isSorted()
        .doesNotHaveDuplicates()
        .startsWith(first.receivedAt());
  }
}
