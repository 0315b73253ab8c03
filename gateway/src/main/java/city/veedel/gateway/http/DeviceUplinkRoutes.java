package city.veedel.gateway.http;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/{device}/up}. Whatever headers alone can refuse is refused before the body is
 * read. A network server's webhook posts here too: what is inside its envelope is a matter of the
 * device type's decoder, not of this route.
 */
public final class DeviceUplinkRoutes implements AutoCloseable {
  private static final String PATH = "/v1/:device/up";

  /** A router tries one route after the other; a device's requests are the many. */
  private static final int BEFORE_OTHERS = -100;

  private final DeviceUplinkConfig config;
  private final DeviceDirectory directory;
  private final Intake intake;
  private final DeviceRates rates;
  private final Semaphore free;
  private volatile boolean closed;

  private DeviceUplinkRoutes(
      DeviceUplinkConfig config, DeviceDirectory directory, Intake intake, DeviceRates rates) {
    this.config = config;
    this.directory = directory;
    this.intake = intake;
    this.rates = rates;
    this.free = new Semaphore(config.maxPendingRequests());
  }

  /** Adds the route. Mount it before any body handler: it reads the body itself. */
  public static DeviceUplinkRoutes mount(
      Router router,
      DeviceUplinkConfig config,
      DeviceDirectory directory,
      Intake intake,
      DeviceRates rates) {
    DeviceUplinkRoutes routes = new DeviceUplinkRoutes(config, directory, intake, rates);
    router.route(PATH).order(BEFORE_OTHERS).handler(routes::receive);
    return routes;
  }

  /** Takes no new message: answers 503 from now on. What was taken before is still answered. */
  @Override
  public void close() {
    closed = true;
  }

  private void receive(RoutingContext context) {
    HttpServerRequest request = context.request();
    Uplink uplink = new Uplink(context, config, free);
    if (closed) {
      uplink.refuse(Reply.stopping(config.busyRetryAfter()));
      return;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      uplink.refuse(Reply.methodNotAllowed());
      return;
    }
    String named = Objects.requireNonNullElse(context.pathParam("device"), "");
    Optional<Credentials> credentials =
        Credentials.parse(request.getHeader(HttpHeaders.AUTHORIZATION), named);
    // Also without credentials, so that all refusals cost the same.
    Optional<KnownDevice> device =
        directory.authenticate(
            credentials.map(Credentials::user).orElse(named),
            credentials.map(Credentials::secret).orElse(""));
    if (device.isEmpty()) {
      uplink.refuse(Reply.notAuthenticated());
    } else if (!device.get().id().value().equals(named)) {
      uplink.refuse(Reply.notAuthorized(device.get().id().value()));
    } else {
      receiveFrom(device.get(), request, uplink);
    }
  }

  private void receiveFrom(KnownDevice device, HttpServerRequest request, Uplink uplink) {
    if (isEncoded(request.getHeader(HttpHeaders.CONTENT_ENCODING))) {
      uplink.refuse(Reply.compressed());
      return;
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    Optional<ContentFormat> format =
        type == null || type.isBlank()
            ? Optional.of(ContentFormat.UNDECLARED)
            : ContentFormat.findByMediaType(type);
    if (format.isEmpty()) {
      uplink.refuse(Reply.mediaTypeUnsupported());
      return;
    }
    Duration wait = rates.take(device.id());
    if (wait.isPositive()) {
      uplink.refuse(Reply.tooMany(wait));
      return;
    }
    uplink.take(device, format.get(), intake);
  }

  private static boolean isEncoded(@Nullable String contentEncoding) {
    return contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity");
  }
}
