package city.veedel.dashboard.http;

import city.veedel.dashboard.live.LiveAdmission;
import city.veedel.dashboard.live.LiveHub;
import city.veedel.dashboard.live.LiveRequest;
import city.veedel.dashboard.live.LiveSink;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/live}: the live stream as server-sent events. */
final class LiveRoute {
  static final String PATH = "/api/v1/live";
  private static final int LONGEST_EVENT_ID = 128;

  private final Vertx vertx;
  private final LiveHub hub;
  private final Answering answering;
  private final Duration loginCheck;

  /**
   * @param loginCheck how often it is looked whether the login that opened a stream still holds
   */
  LiveRoute(Vertx vertx, LiveHub hub, Answering answering, Duration loginCheck) {
    this.vertx = vertx;
    this.hub = hub;
    this.answering = answering;
    this.loginCheck = loginCheck;
  }

  void handle(RoutingContext context) {
    Request asked = answering.requestOf(context);
    boolean bearer = Answering.bearerOf(context.request()).isPresent();
    @Nullable String header = context.request().getHeader("Last-Event-ID");
    answering.inBackground(
        context,
        () -> {
          Request request = answering.identified(asked, Access.PUBLIC, bearer);
          return new Opening(request, liveRequest(request, header));
        },
        opening -> open(context, opening));
  }

  private record Opening(Request request, LiveRequest live) {}

  private static LiveRequest liveRequest(Request request, @Nullable String header) {
    String last = header != null ? header : request.parameters().find("last_event_id").orElse("");
    return new LiveRequest(
        ThingRoutes.filterOf(request, "themes"), last.length() > LONGEST_EVENT_ID ? "?" : last);
  }

  private void open(RoutingContext context, Opening opening) {
    HttpServerResponse response = context.response();
    Optional<LiveAdmission.Slot> slot = hub.admit(opening.request().address());
    if (slot.isEmpty()) {
      Answering.send(
          context,
          Problem.retryLater(
                  503,
                  "live_full",
                  "Too many live streams",
                  "This server or this network address has all the live streams it may have; use"
                      + " one for several pages, or come back later.",
                  10)
              .toAnswer());
      return;
    }
    if (response.closed()) {
      slot.get().release();
      return;
    }
    response.setChunked(true);
    response.putHeader("Content-Type", "text/event-stream");
    response.putHeader("Cache-Control", "no-store, no-transform");
    response.putHeader("X-Accel-Buffering", "no");
    ResponseSink sink = new ResponseSink(vertx.getOrCreateContext(), context.request(), response);
    Runnable leave = hub.join(opening.live(), sink);
    long check = opening.request().account().isPresent() ? checkLogin(opening, sink) : -1;
    AtomicBoolean over = new AtomicBoolean();
    Runnable ending =
        () -> {
          if (over.compareAndSet(false, true)) {
            vertx.cancelTimer(check);
            leave.run();
            slot.get().release();
          }
        };
    response.closeHandler(closed -> ending.run());
    response.exceptionHandler(failed -> ending.run());
    response.endHandler(ended -> ending.run());
  }

  /** A stream must not outlive the login that opened it, nor the rights it had. */
  private long checkLogin(Opening opening, ResponseSink sink) {
    return vertx.setPeriodic(
        loginCheck.toMillis(), tick -> answering.recheck(opening.request(), sink::end));
  }

  /** Writes on the connection's own event loop. */
  private record ResponseSink(
      Context eventLoop, HttpServerRequest request, HttpServerResponse response)
      implements LiveSink {
    @Override
    public void send(Buffer piece, Runnable sent, Runnable failed) {
      eventLoop.runOnContext(go -> {
        if (response.ended() || response.closed()) {
          failed.run();
          return;
        }
        response
            .write(piece)
            .onComplete(written -> {
              if (written.succeeded()) {
                sent.run();
              } else {
                failed.run();
              }
            });
      });
    }

    @Override
    public void end() {
      eventLoop.runOnContext(go -> {
        if (!response.ended() && !response.closed()) {
          response.end();
        }
      });
    }

    /**
     * {@code reset} of HTTP/1 waits until all that was written has left, which with a client that
     * does not read is never. Only the channel itself closes at once. In HTTP/2 the connection may
     * carry others' requests, and a stream that is reset lets go of what waits in it.
     */
    @Override
    public void cut() {
      eventLoop.runOnContext(go -> {
        if (request.version() != HttpVersion.HTTP_2
            && request.connection() instanceof HttpServerConnection connection) {
          var _ = connection.channelHandlerContext().close();
        } else {
          response.reset();
        }
      });
    }
  }
}
