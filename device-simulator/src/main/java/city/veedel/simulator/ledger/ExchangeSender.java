package city.veedel.simulator.ledger;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.OptionalLong;

/** Sends what is in an outbox, one request at a time, over as many exchanges as it takes. */
final class ExchangeSender implements Runnable {
  /** Opens an exchange with the server where it is now. */
  @FunctionalInterface
  interface Opening {
    Exchange open() throws IOException;
  }

  private final Opening opening;
  private final Outbox outbox;
  private final Pause pause = new Pause();
  private volatile boolean stopping;

  ExchangeSender(Opening opening, Outbox outbox) {
    this.opening = opening;
    this.outbox = outbox;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    while (!stopping) {
      try (Exchange exchange = opening.open()) {
        while (!stopping) {
          OptionalLong message = outbox.take();
          if (message.isPresent()) {
            send(exchange, message.getAsLong());
          }
        }
      } catch (SocketTimeoutException | HttpTimeoutException e) {
        // Nothing has ended: a datagram may be lost, and an answer late.
        if (!stopping) {
          outbox.exchangeUnanswered();
        }
        pause.take();
      } catch (IOException e) {
        if (!stopping) {
          outbox.broken();
        }
        pause.take();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void send(Exchange exchange, long message) throws IOException, InterruptedException {
    boolean isAnswered = false;
    try {
      switch (exchange.send(outbox.payload(message))) {
        case ACKNOWLEDGED -> {
          isAnswered = true;
          outbox.acknowledged(message);
        }
        case REFUSED -> {
          isAnswered = true;
          outbox.refused(message);
        }
        case LATER -> {
          outbox.putOff();
          pause.take();
        }
      }
    } finally {
      if (!isAnswered) {
        outbox.unanswered(message);
      }
    }
  }
}
