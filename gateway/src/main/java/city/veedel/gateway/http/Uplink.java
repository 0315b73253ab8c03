package city.veedel.gateway.http;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way from headers to answer. Lives on the request's event loop only. */
final class Uplink {
  private static final Logger log = LoggerFactory.getLogger(Uplink.class);

  /** Vert.x counts its timers from 0: an unset number would be that of somebody else's. */
  private static final long NO_TIMER = -1;

  private final DeviceUplinkConfig config;
  private final Semaphore free;
  private final HttpServerRequest request;
  private final Vertx vertx;
  private final Context eventLoop;
  private final Buffer body = Buffer.buffer();
  private long bodyTimer = NO_TIMER;
  private boolean holdsPermit;
  private boolean answered;

  /**
   * @param free one permit for each request that may be under way
   */
  Uplink(RoutingContext context, DeviceUplinkConfig config, Semaphore free) {
    this.config = config;
    this.free = free;
    this.request = context.request();
    this.vertx = context.vertx();
    this.eventLoop = vertx.getOrCreateContext();
  }

  /** Answers without a look at the body, which may still be coming and is thrown away. */
  void refuse(Reply reply) {
    discardBody();
    answer(reply);
  }

  /** Reads the body, hands it in, and answers what became of it. */
  void take(KnownDevice device, ContentFormat format, Intake intake) {
    if (!free.tryAcquire()) {
      refuse(Reply.busy(config.busyRetryAfter()));
      return;
    }
    holdsPermit = true;
    if (announcedBytes() > config.maxBodyBytes()) {
      answerAndClose(Reply.tooLarge(config.maxBodyBytes()));
      return;
    }
    bodyTimer =
        vertx.setTimer(
            config.bodyTimeout().toMillis(),
            timer -> answerAndClose(Reply.tooSlow(config.bodyTimeout())));
    request.exceptionHandler(gone -> abandon());
    request.handler(this::collect);
    request.endHandler(end -> handIn(device, format, intake));
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      var _ = request.response().writeContinue();
    }
  }

  private long announcedBytes() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void collect(Buffer chunk) {
    if (answered) {
      return;
    }
    if (body.length() + chunk.length() > config.maxBodyBytes()) {
      answerAndClose(Reply.tooLarge(config.maxBodyBytes()));
    } else {
      body.appendBuffer(chunk);
    }
  }

  private void handIn(KnownDevice device, ContentFormat format, Intake intake) {
    if (answered) {
      return;
    }
    vertx.cancelTimer(bodyTimer);
    CompletionStage<Outcome> outcome;
    try {
      outcome =
          intake.handIn(
              new Arrival(
                  device,
                  Protocol.HTTP,
                  true,
                  "/v1/" + device.id().value() + "/up",
                  format,
                  Payload.wrap(body.getBytes()),
                  true,
                  null));
    } catch (RuntimeException e) {
      log.error("An HTTP message was not handed in and not acknowledged", e);
      answer(Reply.busy(config.busyRetryAfter()));
      return;
    }
    // Completes on a thread of the journal; the answer is this event loop's.
    var _ =
        outcome.whenComplete(
            (known, failure) -> eventLoop.runOnContext(now -> answerOutcome(known, failure)));
  }

  private void answerOutcome(@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome == null) {
      // The journal has failed for good: no status may suggest that the message was decided on.
      log.debug("An HTTP message stays unanswered because the journal has failed", failure);
      abandon();
      close();
      return;
    }
    answer(Reply.to(outcome));
  }

  private void answer(Reply reply) {
    if (answered) {
      return;
    }
    finish();
    if (!request.response().closed()) {
      reply.send(request.response());
    }
  }

  /** For bodies nobody will read to their end. */
  private void answerAndClose(Reply reply) {
    if (answered) {
      return;
    }
    finish();
    if (request.version() != HttpVersion.HTTP_2) {
      reply.with("Connection", "close");
    }
    if (!request.response().closed()) {
      reply.send(request.response());
    }
    close();
  }

  private void abandon() {
    if (!answered) {
      finish();
    }
  }

  private void finish() {
    answered = true;
    vertx.cancelTimer(bodyTimer);
    if (holdsPermit) {
      holdsPermit = false;
      free.release();
    }
  }

  /** One HTTP/2 connection carries others' requests too, so only the stream ends there. */
  private void close() {
    if (request.version() == HttpVersion.HTTP_2) {
      var _ = request.response().reset(0);
    } else {
      var _ = request.connection().close();
    }
  }

  private void discardBody() {
    long[] seen = {0};
    request.handler(chunk -> {
      seen[0] += chunk.length();
      if (seen[0] > config.maxBodyBytes()) {
        close();
      }
    });
  }
}
