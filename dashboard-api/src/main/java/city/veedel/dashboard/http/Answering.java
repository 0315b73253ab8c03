package city.veedel.dashboard.http;

import city.veedel.dashboard.query.StoreUnavailable;
import city.veedel.schema.DatabaseException;
import city.veedel.schema.registry.Account;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a question from the event loop to a virtual thread and its answer back: who asks, whether
 * they may, bounds, problems, conditional requests and compression, each in this one place.
 */
final class Answering {
  static final String SESSION_COOKIE = "veedel_session";
  private static final Logger log = LoggerFactory.getLogger(Answering.class);
  static final int COMPRESSED_FROM_BYTES = 1024;
  private static final String BEARER = "Bearer ";

  private final Vertx vertx;
  private final HttpConfig config;
  private final Identities identities;
  private final Semaphore inWork;
  private final ThreadFactory threads = Thread.ofVirtual().name("http-answer-", 0).factory();

  Answering(Vertx vertx, HttpConfig config, Identities identities) {
    this.vertx = vertx;
    this.config = config;
    this.identities = identities;
    this.inWork = new Semaphore(config.requestsInWork());
  }

  /** Answers the request of a route with what its endpoint says. Event loop. */
  void answer(RoutingContext context, Access access, Endpoint.Answerer answerer) {
    Request request = requestOf(context);
    boolean bearer = bearerOf(context.request()).isPresent();
    boolean foreign =
        changesSomething(context.request()) && !bearer && Origins.isForeign(context.request());
    ask(
        context,
        () -> {
          if (foreign) {
            throw new ProblemException(
                Problem.of(
                    403,
                    "origin_foreign",
                    "Not from this site",
                    "Changes are only taken from pages of this server; programs use a bearer"
                        + " token instead of the cookie."));
          }
          return answerer.answer(identified(request, access, bearer));
        });
  }

  /** Blocking work that ends in an answer. */
  @FunctionalInterface
  interface Question {
    Answer ask();
  }

  void ask(RoutingContext context, Question question) {
    inBackground(context, question::ask, answer -> send(context, answer));
  }

  /**
   * Does blocking work off the event loop and goes on with its result on it; answers with a problem
   * instead where the work fails or takes too long.
   */
  <T> void inBackground(RoutingContext context, Supplier<T> work, Consumer<T> then) {
    if (!inWork.tryAcquire()) {
      send(context, busy().toAnswer());
      return;
    }
    Context eventLoop = vertx.getOrCreateContext();
    AtomicBoolean over = new AtomicBoolean();
    long timer =
        vertx.setTimer(
            config.requestTimeout().toMillis(),
            late -> {
              if (over.compareAndSet(false, true)) {
                send(context, tooSlow().toAnswer());
              }
            });
    Runnable task =
        () -> {
          Runnable ending;
          try {
            ending = attempt(context, work, then);
          } finally {
            inWork.release();
          }
          eventLoop.runOnContext(back -> {
            vertx.cancelTimer(timer);
            if (over.compareAndSet(false, true)) {
              ending.run();
            }
          });
        };
    threads.newThread(task).start();
  }

  private static <T> Runnable attempt(RoutingContext context, Supplier<T> work, Consumer<T> then) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    Optional<Answer> problem = guarded(() -> result.set(work.get()));
    if (problem.isPresent()) {
      return () -> send(context, problem.get());
    }
    T done = Objects.requireNonNull(result.get());
    if (done instanceof Answer answer) {
      Answer ready = compressed(answer, context.request());
      return () -> send(context, ready);
    }
    return () -> then.accept(done);
  }

  private static Problem tooSlow() {
    return Problem.retryLater(
        503, "server_busy", "The server is busy", "The answer took too long; ask again later.", 5);
  }

  private static Problem busy() {
    return Problem.retryLater(
        503,
        "server_busy",
        "The server is busy",
        "Too many questions are being answered; ask again shortly.",
        1);
  }

  @SuppressWarnings("CatchingUnchecked") // The outermost frame of a question: nobody else answers.
  private static Optional<Answer> guarded(Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem().toAnswer());
    } catch (StoreUnavailable e) {
      return Optional.of(unavailable(e).toAnswer());
    } catch (DatabaseException e) {
      log.warn("The database refused a statement, SQL state {}.", e.sqlState());
      return Optional.of(internalError().toAnswer());
    } catch (RuntimeException | StackOverflowError e) {
      log.error("A question could not be answered.", e);
      return Optional.of(internalError().toAnswer());
    }
  }

  static Problem unavailable(StoreUnavailable e) {
    String detail = e.getMessage() == null ? "" : e.getMessage();
    return Problem.retryLater(503, e.code(), "The database cannot answer now", detail, 2);
  }

  static Problem internalError() {
    return Problem.of(
        500,
        "internal_error",
        "Something went wrong on the server",
        "The server's log says more; the question itself may be fine.");
  }

  /** Finds out who asks and whether they may. Blocks. */
  Request identified(Request request, Access access, boolean bearer) {
    if (access.kind() == Access.Kind.OPEN) {
      return request;
    }
    Optional<Account> account = identities.find(request.token());
    if (account.isEmpty() && (bearer || access.kind() == Access.Kind.ROLES)) {
      throw new ProblemException(
          new Problem(
              401,
              "not_authenticated",
              "A login is needed",
              bearer
                  ? "The bearer token is unknown, revoked or expired."
                  : "Log in with POST /api/v1/login, or send a bearer token.",
              List.of(),
              Map.of("WWW-Authenticate", "Bearer realm=\"veedel\"")));
    }
    if (access.kind() == Access.Kind.ROLES
        && !access.roles().contains(account.orElseThrow().role())) {
      throw new ProblemException(
          Problem.of(
              403,
              "not_authorized",
              "The role does not allow this",
              "The role "
                  + account.orElseThrow().role().code()
                  + " may not do this; allowed are "
                  + String.join(
                      ", ", access.roles().stream().map(role -> role.code()).sorted().toList())
                  + "."));
    }
    return new Request(
        account,
        request.token(),
        request.path(),
        request.query(),
        request.contentType(),
        request.body(),
        request.address(),
        request.secure(),
        request.gzip());
  }

  /**
   * Calls {@code over} when the login of a long-lived answer is no longer valid, or is another: a
   * role or an organisation taken away must not be seen on.
   */
  void recheck(Request request, Runnable over) {
    threads
        .newThread(() ->
            guarded(() -> {
              if (!identities.find(request.token()).equals(request.account())) {
                over.run();
              }
            }))
        .start();
  }

  static boolean changesSomething(HttpServerRequest request) {
    return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
  }

  static Optional<String> bearerOf(HttpServerRequest request) {
    @Nullable String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  Request requestOf(RoutingContext context) {
    HttpServerRequest request = context.request();
    @Nullable Cookie cookie = request.getCookie(SESSION_COOKIE);
    String token = bearerOf(request).orElseGet(() -> cookie == null ? "" : cookie.getValue());
    Map<String, List<String>> query = new HashMap<>();
    MultiMap parameters = context.queryParams();
    parameters.names().forEach(name -> query.put(name, List.copyOf(parameters.getAll(name))));
    @Nullable Buffer body = context.body() == null ? null : context.body().buffer();
    @Nullable String contentType = request.getHeader("Content-Type");
    return new Request(
        Optional.empty(),
        token,
        Map.copyOf(context.pathParams()),
        query,
        contentType == null ? "" : contentType,
        body == null ? new byte[0] : body.getBytes(),
        addressOf(request),
        isSecure(request),
        takesGzip(request));
  }

  /** The network address limits count for; the last proxy's word is the only one to trust. */
  String addressOf(HttpServerRequest request) {
    @Nullable String forwarded =
        config.trustForwardedFor() ? request.getHeader("X-Forwarded-For") : null;
    if (forwarded != null) {
      return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    }
    return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
  }

  private boolean isSecure(HttpServerRequest request) {
    return request.isSSL()
        || config.trustForwardedFor() && "https".equals(request.getHeader("X-Forwarded-Proto"));
  }

  private static boolean takesGzip(HttpServerRequest request) {
    @Nullable String accepted = request.getHeader("Accept-Encoding");
    return accepted != null && accepted.contains("gzip");
  }

  private static Answer compressed(Answer answer, HttpServerRequest request) {
    boolean compressible =
        answer.contentType().contains("json")
            || answer.contentType().startsWith("text/")
            || answer.contentType().contains("javascript")
            || answer.contentType().contains("svg");
    if (!takesGzip(request)
        || !compressible
        || answer.body().length < COMPRESSED_FROM_BYTES
        || answer.headers().containsKey("Content-Encoding")) {
      return answer;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(answer.body().length / 4);
    try (FastGzip gzip = new FastGzip(bytes)) {
      gzip.write(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new Answer(answer.status(), answer.contentType(), answer.headers(), bytes.toByteArray())
        .with("Content-Encoding", "gzip");
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 16 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Writes an answer, or 304 where the asker has it already (RFC 9110, section 13.1.2). */
  static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      return;
    }
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    if (answer.contentType().contains("json") || answer.contentType().startsWith("text/")) {
      response.headers().add("Vary", "Accept-Encoding");
    }
    @Nullable String tag = answer.headers().get("ETag");
    @Nullable String seen = context.request().getHeader("If-None-Match");
    if (tag != null && seen != null && (seen.contains(tag) || seen.strip().equals("*"))) {
      response.headers().remove("Content-Encoding");
      response.setStatusCode(304).end();
      return;
    }
    response.setStatusCode(answer.status());
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(answer.body().length)).end();
      return;
    }
    if (answer.body().length == 0) {
      response.end();
    } else {
      response.end(Buffer.buffer(answer.body()));
    }
  }
}
