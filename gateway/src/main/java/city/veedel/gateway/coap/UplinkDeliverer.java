package city.veedel.gateway.coap;

import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands complete requests, duplicates left out, to the intake and answers from its completion: 2.04
 * means durable. A request that takes long is acknowledged empty first, and its answer follows as a
 * separate response (RFC 7252, section 5.2.2). Replaces Californium's resource tree, and with it
 * {@code /.well-known/core}, which would tell strangers what is here.
 */
final class UplinkDeliverer implements MessageDeliverer {
  private static final Logger log = LoggerFactory.getLogger(UplinkDeliverer.class);

  private final Doorkeeper doorkeeper;
  private final boolean secure;
  private final Intake intake;
  private final DeviceRates rates;
  private final CoapConfig config;
  private final Semaphore free;
  private final ScheduledExecutorService timers;
  private final AtomicInteger unsent = new AtomicInteger();

  /**
   * @param free one permit for each request that may wait for the journal
   */
  UplinkDeliverer(
      Doorkeeper doorkeeper,
      boolean secure,
      Intake intake,
      DeviceRates rates,
      CoapConfig config,
      Semaphore free,
      ScheduledExecutorService timers) {
    this.doorkeeper = doorkeeper;
    this.secure = secure;
    this.intake = intake;
    this.rates = rates;
    this.config = config;
    this.free = free;
    this.timers = timers;
  }

  @Override
  public void deliverRequest(Exchange exchange) {
    // The device may have been disabled while its body came in.
    switch (doorkeeper.judgeAgain(exchange.getRequest())) {
      case Doorkeeper.Verdict.TurnedAway verdict -> answer(exchange, Answer.to(verdict));
      case Doorkeeper.Verdict.Admitted admitted -> take(exchange, admitted);
    }
  }

  private void take(Exchange exchange, Doorkeeper.Verdict.Admitted admitted) {
    Duration wait = rates.take(admitted.device().id());
    if (wait.isPositive()) {
      answer(exchange, Answer.wait(ResponseCode.TOO_MANY_REQUESTS, wait));
    } else if (!free.tryAcquire()) {
      answer(exchange, Answer.wait(ResponseCode.SERVICE_UNAVAILABLE, config.busyRetryAfter()));
    } else {
      handIn(exchange, admitted);
    }
  }

  private void handIn(Exchange exchange, Doorkeeper.Verdict.Admitted admitted) {
    Request request = exchange.getRequest();
    boolean confirmable = exchange.getCurrentRequest().getType() == CoAP.Type.CON;
    CompletionStage<Outcome> outcome;
    try {
      outcome =
          intake.handIn(
              new Arrival(
                  admitted.device(),
                  Protocol.COAP,
                  confirmable,
                  admitted.address(),
                  admitted.format(),
                  Payload.wrap(request.getPayload()),
                  confirmable,
                  null));
    } catch (RuntimeException e) {
      free.release();
      log.error("A CoAP message was not handed in and not acknowledged", e);
      answer(exchange, Answer.wait(ResponseCode.SERVICE_UNAVAILABLE, config.busyRetryAfter()));
      return;
    }
    Future<?> acknowledgement = confirmable ? acknowledgeLater(exchange) : null;
    var _ =
        outcome.whenComplete((known, failure) -> {
          free.release();
          if (acknowledgement != null) {
            acknowledgement.cancel(false);
          }
          answerOutcome(exchange, known, failure);
        });
  }

  /** On the exchange's own executor, so that it cannot overtake or cross the answer. */
  private Future<?> acknowledgeLater(Exchange exchange) {
    return timers.schedule(
        () -> exchange.execute(exchange::sendAccept),
        config.separateResponseAfter().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void answerOutcome(
      Exchange exchange, @Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome == null) {
      // The journal has failed for good: silence, so that the device keeps its message.
      log.debug("A CoAP message stays unanswered because the journal has failed", failure);
      return;
    }
    answer(exchange, Answer.to(outcome, config.maxBodyBytes()));
  }

  private void answer(Exchange exchange, Answer answer) {
    Request request = exchange.getCurrentRequest();
    if (request.getOptions().hasNoResponse()
        && request.getOptions().getNoResponse().suppress(answer.getCode())) {
      // RFC 7967, section 2.1: the acknowledgement of a CON is still due.
      exchange.execute(exchange::sendAccept);
      return;
    }
    if (!secure) {
      answer.noLargerThan(request);
    }
    unsent.incrementAndGet();
    answer.addMessageObserver(new WhenSent());
    exchange.sendResponse(answer);
  }

  /** Whether every answer that was due has left, or never will. */
  boolean isIdle() {
    return unsent.get() == 0;
  }

  private final class WhenSent extends MessageObserverAdapter {
    private final AtomicBoolean told = new AtomicBoolean();

    @Override
    public void onSent(boolean retransmission) {
      tell();
    }

    @Override
    public void onCancel() {
      tell();
    }

    @Override
    protected void failed() {
      tell();
    }

    private void tell() {
      if (!told.getAndSet(true)) {
        unsent.decrementAndGet();
      }
    }
  }

  @Override
  public void deliverResponse(Exchange exchange, Response response) {
    // We send no requests, so nothing can answer one.
    exchange.executeComplete();
  }
}
