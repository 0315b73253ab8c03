package city.veedel.dashboard.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every route of the dashboard. Others may mount theirs before the server listens. */
public final class DashboardRouter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DashboardRouter.class);

  private static final int BEFORE_ALL = -1_000;
  private static final List<String> NOT_PAGES = List.of("/api/", "/v1/", "/health/", Basemap.URL);

  private final Router router;
  private final List<Endpoint> endpoints;
  private final RefusedLogins refused;

  private DashboardRouter(Router router, List<Endpoint> endpoints, RefusedLogins refused) {
    this.router = router;
    this.endpoints = endpoints;
    this.refused = refused;
  }

  /** Builds all routes; nothing listens yet. */
  public static DashboardRouter create(Vertx vertx, HttpConfig config, RouteParts parts) {
    Routes routes = Routes.of(vertx, config, parts);
    Router router = Router.router(vertx);
    router
        .route()
        .order(BEFORE_ALL)
        .handler(new SecurityHeaders(config.tls() != null, config.basemap().allowedOrigins()))
        .failureHandler(DashboardRouter::forgetWhoBrokeOff);
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : routes.questions()) {
      mount(router, endpoint, routes.answering(), config);
      endpoints.add(endpoint);
    }
    for (Endpoint endpoint : routes.operations()) {
      mount(router, endpoint, routes.operating(), config);
      endpoints.add(endpoint);
    }
    mountLive(router, routes.live());
    config
        .basemap()
        .directory()
        .ifPresent(directory ->
            router
                .route(Basemap.URL + "*")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(new BasemapFiles(vertx, directory, config.requestsInWork())));
    mountWebApp(router, routes);
    mountErrors(router);
    return new DashboardRouter(router, List.copyOf(endpoints), routes.refused());
  }

  public Router router() {
    return router;
  }

  /** All but the live stream, the base map's files and the web app. */
  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Writes down what is only counted yet. After the servers, before the database. Blocks. */
  @Override
  public void close() {
    refused.close();
  }

  private static void mount(
      Router router, Endpoint endpoint, Answering answering, HttpConfig config) {
    boolean shared = endpoint.access().kind() == Access.Kind.PUBLIC;
    if (shared) {
      mountPreflight(router, endpoint.path());
    }
    Route route = router.route(endpoint.method(), endpoint.path());
    if (endpoint.method().equals(HttpMethod.POST)) {
      route.handler(
          BodyHandler.create(false)
              .setBodyLimit(Math.max(config.bodyBytes(), endpoint.bodyBytes())));
    }
    route.handler(context -> {
      if (shared) {
        allowOtherOrigins(context);
      }
      answering.answer(context, endpoint.access(), endpoint.answerer());
    });
  }

  private static void mountLive(Router router, LiveRoute live) {
    mountPreflight(router, LiveRoute.PATH);
    router
        .get(LiveRoute.PATH)
        .handler(context -> {
          allowOtherOrigins(context);
          live.handle(context);
        });
  }

  /** Without credentials: a browser then sends neither cookie nor token along. */
  private static void allowOtherOrigins(RoutingContext context) {
    context.response().putHeader("Access-Control-Allow-Origin", "*");
    context.response().putHeader("Access-Control-Expose-Headers", "ETag, Retry-After");
    context.response().putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    context.response().headers().add("Vary", "Authorization, Cookie");
  }

  private static void mountPreflight(Router router, String path) {
    router
        .route(HttpMethod.OPTIONS, path)
        .handler(context ->
            context
                .response()
                .setStatusCode(204)
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("Access-Control-Allow-Methods", "GET")
                .putHeader("Access-Control-Allow-Headers", "If-None-Match, Last-Event-ID")
                .putHeader("Access-Control-Max-Age", "86400")
                .end());
  }

  private static void mountWebApp(Router router, Routes routes) {
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .last()
        .handler(context -> {
          String path = context.normalizedPath();
          if (NOT_PAGES.stream().anyMatch(path::startsWith)) {
            context.next();
          } else {
            routes.answering().ask(context, () -> routes.webApp().answer(path));
          }
        });
  }

  /** Nobody is left to be answered; logged by the router, it would be a line for each of them. */
  private static void forgetWhoBrokeOff(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure instanceof IOException || failure instanceof HttpClosedException) {
      log.debug("A request was broken off", failure);
    } else {
      context.next();
    }
  }

  private static void mountErrors(Router router) {
    router.errorHandler(
        404,
        context ->
            Answering.send(
                context,
                Problem.notFound(
                        "Nothing answers to "
                            + Parameters.quoted(context.normalizedPath())
                            + "; /openapi.json lists what does.")
                    .toAnswer()));
    router.errorHandler(
        405,
        context ->
            Answering.send(
                context,
                Problem.of(
                        405,
                        "method_not_allowed",
                        "This cannot be asked that way",
                        "The method "
                            + Parameters.quoted(context.request().method().name())
                            + " is not one of this path; /openapi.json lists them.")
                    .toAnswer()));
    router.errorHandler(
        413,
        context ->
            Answering.send(
                context,
                Problem.of(413, "body_too_large", "The body is too large", "Send less at a time.")
                    .toAnswer()));
    router.errorHandler(
        400,
        context ->
            Answering.send(
                context,
                Problem.of(
                        400,
                        "request_malformed",
                        "The request is not well-formed",
                        "The path or the query is not encoded as RFC 3986 asks.")
                    .toAnswer()));
    router.errorHandler(
        500, context -> Answering.send(context, Answering.internalError().toAnswer()));
  }
}
