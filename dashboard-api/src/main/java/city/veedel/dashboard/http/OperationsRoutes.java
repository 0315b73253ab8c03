package city.veedel.dashboard.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What whoever runs the server asks: health, metrics, version, and the description of the API. */
final class OperationsRoutes {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String DESCRIPTION = "openapi.json";

  private final HealthBoard health;
  private final PrometheusMeterRegistry meters;
  private final String version;
  private final Answer description;

  OperationsRoutes(HealthBoard health, PrometheusMeterRegistry meters, String version) {
    this.health = health;
    this.meters = meters;
    this.version = version;
    this.description = readDescription();
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/health/live", Access.OPEN, request -> health.live()),
        Endpoint.get("/health/ready", Access.OPEN, request -> health.ready()),
        Endpoint.get("/metrics", Access.OPEN, request -> metrics()),
        Endpoint.get("/version", Access.OPEN, request -> version()),
        Endpoint.get("/openapi.json", Access.OPEN, request -> description));
  }

  private Answer metrics() {
    return new Answer(
        200,
        PROMETHEUS_TEXT,
        Map.of("Cache-Control", "no-store"),
        meters.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private Answer version() {
    return Answer.json(json -> {
      json.writeStartObject();
      json.writeStringField("name", "Veedel");
      json.writeStringField("version", version);
      json.writeEndObject();
    });
  }

  private static Answer readDescription() {
    try (InputStream in = OperationsRoutes.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException(DESCRIPTION + " is missing from the class path");
      }
      return new Answer(
              200, "application/json", Map.of("Cache-Control", "no-cache"), in.readAllBytes())
          .tagged();
    } catch (IOException e) {
      throw new UncheckedIOException(DESCRIPTION + " cannot be read", e);
    }
  }
}
