package city.veedel.dashboard.http;

import city.veedel.dashboard.query.BucketWidth;
import city.veedel.dashboard.query.Catalogue;
import city.veedel.dashboard.query.CatalogueDatastream;
import city.veedel.dashboard.query.CityMap;
import city.veedel.dashboard.query.History;
import city.veedel.dashboard.query.Series;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The history of a datastream: raw values page by page, or buckets. */
final class SeriesRoutes {
  static final int MOST_VALUES = 10_000;
  private static final int USUAL_VALUES = 1_000;
  private static final Duration USUAL_SPAN = Duration.ofHours(24);

  private final CityMap city;
  private final History history;
  private final Cursors cursors;
  private final InstantSource clock;

  /** What a bucket may say, in the order it is written. */
  private enum Aggregate {
    COUNT,
    AVG,
    MIN,
    MAX,
    P50,
    P95,
    COVERAGE;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Aggregate ofCode(String code) {
      for (Aggregate aggregate : values()) {
        if (aggregate.code().equals(code)) {
          return aggregate;
        }
      }
      throw Parameters.invalid(
          "aggregate",
          Parameters.quoted(code)
              + " is not known; allowed are "
              + EnumSet.allOf(Aggregate.class).stream()
                  .map(Aggregate::code)
                  .collect(Collectors.joining(", ")));
    }
  }

  private record Span(Instant start, Instant end) {}

  SeriesRoutes(CityMap city, History history, Cursors cursors, InstantSource clock) {
    this.city = city;
    this.history = history;
    this.cursors = cursors;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/datastreams/:id/observations", Access.PUBLIC, this::observations));
  }

  private Answer observations(Request request) {
    CatalogueDatastream datastream = datastreamOf(request);
    Parameters parameters = request.parameters();
    Optional<String> interval = parameters.find("interval");
    if (interval.isEmpty()) {
      return raw(datastream, parameters);
    }
    BucketWidth width =
        BucketWidth.findByCode(interval.get())
            .orElseThrow(() ->
                Parameters.invalid(
                    "interval",
                    "must be PT15M, PT1H or P1D, was " + Parameters.quoted(interval.get())));
    return buckets(datastream, width, parameters);
  }

  private CatalogueDatastream datastreamOf(Request request) {
    String id = request.pathParameter("id");
    Optional<Catalogue.Place> place;
    try {
      place = city.findDatastream(Integer.parseInt(id), request.viewer());
    } catch (NumberFormatException e) {
      throw new ProblemException(
          Problem.notFound(
              "A datastream's id is a whole number, was " + Parameters.quoted(id) + "."));
    }
    return place
        .orElseThrow(() ->
            new ProblemException(
                Problem.notFound(
                    "There is no datastream "
                        + id
                        + (request.account().isPresent()
                            ? "."
                            : ", or it needs a login to be seen."))))
        .datastream();
  }

  private Answer raw(CatalogueDatastream datastream, Parameters parameters) {
    int limit = parameters.integer("limit", 1, MOST_VALUES, USUAL_VALUES);
    Optional<String> cursor = parameters.find("cursor");
    String purpose = "observations/" + datastream.id();
    Span span;
    Instant from;
    if (cursor.isPresent()) {
      String[] state = cursors.open(purpose, cursor.get()).split(" ", -1);
      span = new Span(Instant.parse(state[0]), Instant.parse(state[1]));
      from = Instant.parse(state[2]);
    } else {
      span = spanOf(parameters);
      from = span.start();
    }
    Series.Raw series = history.raw(datastream, from, span.end(), limit);
    String next = null;
    if (series.more()) {
      // What PostgreSQL keeps are microseconds: the next value is at least one later.
      Instant after = series.points().getLast().time().plus(1, ChronoUnit.MICROS);
      next = cursors.seal(purpose, span.start() + " " + span.end() + " " + after);
    }
    String goOn = next;
    return Answer.json(json -> writeRaw(json, datastream, span, series, goOn)).tagged();
  }

  private static void writeRaw(
      JsonGenerator json,
      CatalogueDatastream datastream,
      Span span,
      Series.Raw series,
      @Nullable String next)
      throws IOException {
    json.writeStartObject();
    writeHead(json, datastream, span);
    json.writeArrayFieldStart("items");
    for (Series.Point point : series.points()) {
      json.writeStartObject();
      json.writeStringField("t", point.time().toString());
      json.writeFieldName("v");
      ThingJson.writeResult(json, point.result());
      ThingJson.writeDecoderVersion(json, point.decoderVersion());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("next", next);
    json.writeEndObject();
  }

  private static void writeHead(JsonGenerator json, CatalogueDatastream datastream, Span span)
      throws IOException {
    json.writeNumberField("datastream", datastream.id());
    json.writeStringField("unit", datastream.unit());
    json.writeStringField("start", span.start().toString());
    json.writeStringField("end", span.end().toString());
  }

  private Span spanOf(Parameters parameters) {
    Optional<Instant> start = parameters.time("start");
    Optional<Instant> end = parameters.time("end");
    Instant to = end.orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS).plusMillis(1));
    Instant from = start.orElse(to.minus(USUAL_SPAN));
    if (!from.isBefore(to)) {
      throw Parameters.invalid("start", "must be before end, were " + from + " and " + to);
    }
    return new Span(from, to);
  }

  private Answer buckets(CatalogueDatastream datastream, BucketWidth width, Parameters parameters) {
    Span span = spanOf(parameters);
    Set<Aggregate> wanted =
        parameters
            .find("aggregate")
            .map(codes ->
                List.of(codes.split(",", -1)).stream()
                    .map(code -> Aggregate.ofCode(code.strip()))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Aggregate.class))))
            .orElseGet(() -> EnumSet.allOf(Aggregate.class));
    if (width.count(Duration.between(span.start(), span.end())) > History.MOST_BUCKETS) {
      throw Parameters.invalid(
          "interval",
          "would give more than "
              + History.MOST_BUCKETS
              + " buckets; ask for a shorter span or a longer interval");
    }
    Series.Rollup rollup = history.rollup(datastream, width, span.start(), span.end());
    return Answer.json(
            json -> {
              json.writeStartObject();
              writeHead(json, datastream, span);
              json.writeStringField("interval", width.code());
              json.writeStringField("time_zone", width.zone().getId().replace("Z", "UTC"));
              json.writeStringField("percentiles", rollup.exact() ? "exact" : null);
              json.writeArrayFieldStart("items");
              for (Series.Bucket bucket : rollup.buckets()) {
                writeBucket(json, bucket, rollup.percentiles().get(bucket.start()), wanted);
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .tagged();
  }

  private static void writeBucket(
      JsonGenerator json,
      Series.Bucket bucket,
      Series.@Nullable Percentiles percentiles,
      Set<Aggregate> wanted)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("start", bucket.start().toString());
    for (Aggregate aggregate : wanted) {
      json.writeFieldName(aggregate.code());
      switch (aggregate) {
        case COUNT -> json.writeNumber(bucket.count());
        case AVG -> ThingJson.writeNumber(json, bucket.avg());
        case MIN -> ThingJson.writeNumber(json, bucket.min());
        case MAX -> ThingJson.writeNumber(json, bucket.max());
        case COVERAGE -> ThingJson.writeNumber(json, bucket.coverage());
        case P50 -> writePercentile(json, percentiles == null ? null : percentiles.p50());
        case P95 -> writePercentile(json, percentiles == null ? null : percentiles.p95());
      }
    }
    json.writeEndObject();
  }

  private static void writePercentile(JsonGenerator json, @Nullable Double value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else {
      ThingJson.writeNumber(json, value);
    }
  }
}
