package city.veedel.dashboard.http;

import city.veedel.dashboard.query.CityMap;
import city.veedel.dashboard.query.DeadLetters;
import city.veedel.dashboard.query.History;
import city.veedel.dashboard.store.AuditTable;
import city.veedel.dashboard.store.DeadLetterTable;
import city.veedel.dashboard.store.ReceiptTable;
import city.veedel.dashboard.store.SeriesTables;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects behind the routes.
 *
 * @param answering for questions about the city
 * @param operating for health and metrics, with bounds of its own: they answer when the others are
 *     used up
 */
record Routes(
    Answering answering,
    Answering operating,
    List<Endpoint> questions,
    List<Endpoint> operations,
    RefusedLogins refused,
    LiveRoute live,
    WebApp webApp) {
  static Routes of(Vertx vertx, HttpConfig config, RouteParts parts) {
    Identities identities =
        new Identities(parts.accounts(), parts.database(), config.identityCache(), parts.clock());
    Answering answering = new Answering(vertx, config, identities);
    CityMap city = new CityMap(parts.hub().city());
    Basemap basemap = new Basemap(config.basemap());
    Cursors cursors = new Cursors();
    List<Endpoint> questions = new ArrayList<>();
    questions.addAll(new ThingRoutes(city, parts.clock()).endpoints());
    questions.addAll(
        new SeriesRoutes(
                city, new History(new SeriesTables(parts.database())), new Cursors(), parts.clock())
            .endpoints());
    questions.addAll(onboarding(parts, cursors));
    RefusedLogins refused =
        new RefusedLogins(
            vertx, parts.accounts(), parts.database(), config.loginAudit(), parts.clock());
    questions.addAll(
        new SessionRoutes(
                parts.accounts(),
                parts.database(),
                identities,
                refused,
                config.sessionLifetime(),
                parts.clock())
            .endpoints());
    questions.add(Endpoint.get("/api/v1/basemap", Access.OPEN, request -> basemap.describe()));
    OperationsRoutes operations =
        new OperationsRoutes(
            new HealthBoard(parts.healthChecks(), parts.clock()), parts.meters(), parts.version());
    return new Routes(
        answering,
        new Answering(vertx, config, identities),
        questions,
        operations.endpoints(),
        refused,
        new LiveRoute(vertx, parts.hub(), answering, config.loginCheck()),
        new WebApp(Routes.class.getClassLoader()));
  }

  private static List<Endpoint> onboarding(RouteParts parts, Cursors cursors) {
    ReceiptTable receipts = new ReceiptTable(parts.database());
    DeadLetters letters =
        new DeadLetters(new DeadLetterTable(parts.database()), parts.repaired(), parts.clock());
    List<Endpoint> endpoints = new ArrayList<>();
    Trials trials = new Trials();
    endpoints.addAll(
        new DeviceTypeRoutes(parts.registry(), parts.database(), parts.decoders(), trials)
            .endpoints());
    endpoints.addAll(new RegistryRoutes(parts.registry(), parts.database(), receipts).endpoints());
    endpoints.addAll(
        new PreviewRoutes(
                parts.registry(), parts.database(), parts.decoders(), trials, parts.clock())
            .endpoints());
    endpoints.addAll(new DeadLetterRoutes(letters, receipts, cursors, parts.clock()).endpoints());
    endpoints.addAll(new AuditRoutes(new AuditTable(parts.database()), cursors).endpoints());
    return endpoints;
  }
}
