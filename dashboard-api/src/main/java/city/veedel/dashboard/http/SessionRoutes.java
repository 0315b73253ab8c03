package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.IssuedToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Login, logout, and who one is. */
final class SessionRoutes {
  // One verification costs some 60 ms of a core and 19 MiB.
  private static final int VERIFIED_AT_ONCE = 2;
  private static final int VERIFICATION_WAIT_SECONDS = 5;
  private static final int LONGEST_NAME = 128;

  private final Accounts accounts;
  private final DatabaseAccess database;
  private final Identities identities;
  private final LoginThrottle throttle;
  private final RefusedLogins refused;
  private final Duration lifetime;
  private final Semaphore verifying = new Semaphore(VERIFIED_AT_ONCE, true);

  SessionRoutes(
      Accounts accounts,
      DatabaseAccess database,
      Identities identities,
      RefusedLogins refused,
      Duration lifetime,
      InstantSource clock) {
    this.accounts = accounts;
    this.database = database;
    this.identities = identities;
    this.refused = refused;
    this.throttle = new LoginThrottle(clock);
    this.lifetime = lifetime;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/login", Access.OPEN, this::login),
        Endpoint.post("/api/v1/logout", Access.OPEN, this::logout),
        Endpoint.get("/api/v1/session", Access.SELF, SessionRoutes::session));
  }

  private Answer login(Request request) {
    JsonNode body = Json.object(request.body());
    String name = text(body, "name");
    String password = text(body, "password");
    if (name.length() > LONGEST_NAME) {
      refused.refused("", request.address());
      throw notValid();
    }
    Duration wait = throttle.begin(name, request.address());
    if (!wait.isZero()) {
      refused.slowed(name, request.address());
      throw new ProblemException(
          Problem.retryLater(
              429,
              "login_slowed",
              "Too many failed logins",
              "After several wrong passwords each further try has to wait; nothing is locked.",
              wait.plusMillis(999).toSeconds()));
    }
    Optional<Account> account;
    try {
      account = verified(name, password);
    } catch (RuntimeException e) {
      throttle.withdrawn(name, request.address());
      throw e;
    }
    if (account.isEmpty()) {
      refused.refused(name, request.address());
      throw notValid();
    }
    throttle.succeeded(name, request.address());
    IssuedToken token =
        database.around(() -> accounts.openSession(account.get(), lifetime, request.address()));
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeStringField("name", account.get().name());
              json.writeStringField("role", account.get().role().code());
              json.writeStringField("expires_at", token.expiresAt().toString());
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store")
        .with("Set-Cookie", cookie(token.token(), lifetime, request.secure()));
  }

  private Optional<Account> verified(String name, String password) {
    try {
      if (!verifying.tryAcquire(VERIFICATION_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new ProblemException(
            Problem.retryLater(
                503,
                "server_busy",
                "The server is busy",
                "Too many people are logging in; try again shortly.",
                2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
    try {
      return database.around(() -> accounts.verify(name, password));
    } finally {
      verifying.release();
    }
  }

  private static ProblemException notValid() {
    return new ProblemException(
        Problem.of(
            401, "login_refused", "The login is not valid", "Name or password is not right."));
  }

  private static String text(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new ProblemException(Problem.invalidBody("/" + field, "must be a string, not empty"));
    }
    return value.textValue();
  }

  private Answer logout(Request request) {
    if (!request.token().isEmpty()) {
      identities.end(request.token(), request.address());
    }
    return Answer.noContent().with("Set-Cookie", cookie("", Duration.ZERO, request.secure()));
  }

  private static Answer session(Request request) {
    Optional<Account> account = request.account();
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeStringField("name", account.map(Account::name).orElse(null));
              json.writeStringField("role", account.map(known -> known.role().code()).orElse(null));
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private static String cookie(String token, Duration maxAge, boolean secure) {
    return Answering.SESSION_COOKIE
        + "="
        + token
        + "; Path=/; Max-Age="
        + maxAge.toSeconds()
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }
}
