package city.veedel.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeSenderTest {
  private static final NumberedReadings READINGS =
      new NumberedReadings(5, Instant.parse("2026-11-23T12:00:00.123Z"), 4);
  private static final LedgerDevice DEVICE =
      new LedgerDevice(3, "d", "secret", LedgerDevice.Protocol.HTTP, false, true);

  @TempDir Path directory;

  /** Takes a message, and is called back before there is an answer. */
  private static final class CalledBack implements Exchange {
    @Override
    public Answer send(byte[] payload) throws InterruptedException {
      throw new InterruptedException("enough");
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  @Test
  void whatEndedIsToldFromWhatWasNotAnswered() throws Exception {
    Service service = new Service();
    Deque<IOException> failures =
        new ArrayDeque<>(
            List.of(
                new SocketTimeoutException("a datagram was lost"),
                new HttpTimeoutException("too late"),
                new SocketException("reset")));
    try (Ledger ledger = Ledger.create(directory.resolve("ledger"), READINGS)) {
      Outbox outbox = new Outbox(DEVICE, ledger, new Pace(0), service, 0);
      service.watch(outbox::openSince);
      ExchangeSender.Opening opening =
          () -> {
            IOException failure = failures.poll();
            if (failure != null) {
              throw failure;
            }
            return new CalledBack();
          };

      new ExchangeSender(opening, outbox).run();

      Service.Stretch stretch = service.sinceLastAsked();
      assertThat(stretch.unanswered()).isEqualTo(2);
      assertThat(stretch.broken()).isEqualTo(1);
      assertThat(stretch.open()).isEqualTo(1);
    }
  }
}
