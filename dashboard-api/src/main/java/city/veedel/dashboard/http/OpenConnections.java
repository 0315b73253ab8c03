package city.veedel.dashboard.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the HTTP servers. There are only so many, and each has to ask something soon,
 * at first and after each answer: a head that trickles in byte by byte is never silent, and would
 * be read for ever. Over TLS a connection is seen here once its handshake is done. Any thread.
 */
public final class OpenConnections implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Vertx vertx;
  private final HttpConfig config;
  private final long timer;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

  /** Those that are watched for what they ask next. */
  private final Map<HttpConnection, Asking> asking = new ConcurrentHashMap<>();

  /** What one connection has asked: its event loop tells, the timer looks. */
  private static final class Asking {
    private volatile long sinceNanos = System.nanoTime();
    private volatile @Nullable HttpServerResponse last;

    void asked(HttpServerResponse response) {
      sinceNanos = System.nanoTime();
      last = response;
    }

    boolean isLate(long now, Duration first, Duration next) {
      HttpServerResponse response = last;
      if (response != null && !response.ended()) {
        sinceNanos = now;
        return false;
      }
      return now - sinceNanos > (response == null ? first : next).toNanos();
    }
  }

  public OpenConnections(Vertx vertx, HttpConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.timer = vertx.setPeriodic(LOOK.toMillis(), _ -> closeLate());
  }

  /** Lets a server answer by a router, within these bounds. Before it listens. */
  public HttpServer guard(HttpServer server, Router router) {
    return server
        .connectionHandler(this::opened)
        .requestHandler(request -> {
          asked(request);
          router.handle(request);
        });
  }

  private void opened(HttpConnection connection) {
    String address = connection.remoteAddress().hostAddress();
    int ofAddress = perAddress.merge(address, 1, Integer::sum);
    int inAll = open.incrementAndGet();
    connection.closeHandler(_ -> {
      asking.remove(connection);
      open.decrementAndGet();
      perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    });
    boolean tooManyOfAddress =
        ofAddress > config.connections().perAddress() && !config.trustForwardedFor();
    if (inAll > config.connections().inAll() || tooManyOfAddress) {
      connection.close();
    } else {
      asking.put(connection, new Asking());
    }
  }

  private void asked(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      // Its streams come and go side by side: none of them says whether the connection waits.
      asking.remove(request.connection());
      return;
    }
    Asking known = asking.get(request.connection());
    if (known != null) {
      known.asked(request.response());
    }
  }

  private void closeLate() {
    long now = System.nanoTime();
    asking.forEach((connection, known) -> {
      if (known.isLate(now, config.connections().firstRequest(), config.idleTimeout())) {
        connection.close();
      }
    });
  }

  /** Watches no more; what is open stays open. */
  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}
