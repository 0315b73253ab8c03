package city.veedel.standalone.bench;

import city.veedel.standalone.bench.Question.Reply;
import city.veedel.standalone.bench.store.BareSeries;
import city.veedel.standalone.bench.store.BareSeries.Shape;
import city.veedel.standalone.bench.store.BenchCity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Predicate;

/** What a map and its panels ask, over HTTP and as bare SQL. */
final class CityQuestions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String THINGS = "/api/v1/things";
  // About a tenth of the city.
  private static final double WEST = 6.90;
  private static final double SOUTH = 50.90;
  private static final double EAST = 7.02;
  private static final double NORTH = 50.98;
  private static final String SNAPSHOT_EVENT = "event: snapshot\n";
  private static final String DATA = "data: ";
  private static final int MOST_VALUES = 10_000;
  private static final int DAYS_OF_HOURS = 30;
  private static final ZoneId KOELN = ZoneId.of("Europe/Berlin");

  private final String url;
  private final HttpAsker asker;
  private final BareSeries sql;
  private final BenchCity city;
  private final int days;

  /**
   * @param url of the dashboard, without a path
   * @param days that the longest histories reach back
   */
  CityQuestions(String url, HttpAsker asker, BareSeries sql, BenchCity city, int days) {
    this.url = url;
    this.asker = asker;
    this.sql = sql;
    this.city = city;
    this.days = days;
  }

  /** What the map loads first. */
  Question snapshotGzip() {
    return gzip("snapshot_gzip", THINGS);
  }

  Question snapshot() {
    return new Question(
        "snapshot",
        turn -> {
          byte[] body = asker.get(url + THINGS);
          return new Reply(body, () -> results(body, feature -> true));
        });
  }

  Question boxGzip() {
    return gzip("box_gzip", THINGS + "?bbox=" + WEST + "," + SOUTH + "," + EAST + "," + NORTH);
  }

  /** How many results the box of {@link #boxGzip} has in a snapshot of the whole city. */
  int resultsInBox() throws IOException, InterruptedException {
    return results(asker.get(url + THINGS), CityQuestions::isInBox);
  }

  private static boolean isInBox(JsonNode feature) {
    JsonNode place = feature.path("geometry").path("coordinates");
    double longitude = place.path(0).asDouble();
    double latitude = place.path(1).asDouble();
    return longitude >= WEST && longitude <= EAST && latitude >= SOUTH && latitude <= NORTH;
  }

  private Question gzip(String name, String path) {
    return new Question(
        name,
        turn -> {
          byte[] body = asker.getGzip(url + path);
          return new Reply(body, () -> results(HttpAsker.unzipped(body), feature -> true));
        });
  }

  /**
   * What the live stream begins with, for a box nobody asked for before, so that none is reused.
   */
  Question liveSnapshot() {
    return new Question(
        "live_snapshot",
        turn -> {
          String north = String.format(Locale.ROOT, "%.6f", 52 + turn * 1e-6);
          byte[] events = asker.events(url + "/api/v1/live?bbox=6,50,8," + north, 2);
          return new Reply(events, () -> liveResults(events));
        });
  }

  /** One of the datastreams with a long history. */
  Question series(Shape shape) {
    String kind =
        switch (shape) {
          case RAW -> "&limit=" + MOST_VALUES;
          case HOURLY -> "&interval=PT1H";
          case DAILY -> "&interval=P1D";
        };
    String span = "/observations?start=" + start(shape) + "&end=" + city.end() + kind;
    return new Question(
        nameOf(shape),
        turn -> {
          byte[] body = asker.get(url + "/api/v1/datastreams/" + city.observed(turn) + span);
          return new Reply(body, () -> JSON.readTree(body).path("items").size());
        });
  }

  /** The same from the database itself. */
  Question bareSeries(Shape shape) {
    return new Question(
        nameOf(shape),
        turn -> {
          int rows = sql.read(shape, city.observed(turn), start(shape), city.end());
          return new Reply(new byte[0], () -> rows);
        });
  }

  /** The same bytes as of another question, from somewhere that has them ready. */
  Question prepared(Question other, String preparedUrl) {
    return new Question(
        other.name(),
        turn -> {
          byte[] body = asker.get(preparedUrl);
          return new Reply(body, () -> 0);
        });
  }

  private static String nameOf(Shape shape) {
    return switch (shape) {
      case RAW -> "day_raw";
      case HOURLY -> "month_hourly";
      case DAILY -> "year_daily";
    };
  }

  /** A day, a month or a year of whole days, as far as the history reaches. */
  private Instant start(Shape shape) {
    return switch (shape) {
      case RAW -> city.end().minus(Duration.ofDays(1));
      case HOURLY -> city.end().minus(Duration.ofDays(Math.min(days, DAYS_OF_HOURS)));
      case DAILY -> {
        Instant first = city.end().minus(Duration.ofDays(days));
        yield LocalDate.ofInstant(first, KOELN).atStartOfDay(KOELN).toInstant();
      }
    };
  }

  private static int results(byte[] featureCollection, Predicate<JsonNode> wanted)
      throws IOException {
    int found = 0;
    for (JsonNode feature : JSON.readTree(featureCollection).path("features")) {
      if (!wanted.test(feature)) {
        continue;
      }
      for (JsonNode datastream : feature.path("properties").path("datastreams")) {
        found += datastream.path("result").isNumber() ? 1 : 0;
      }
    }
    return found;
  }

  private static int liveResults(byte[] events) throws IOException {
    String text = new String(events, StandardCharsets.UTF_8);
    int snapshot = text.indexOf(SNAPSHOT_EVENT);
    if (snapshot < 0) {
      throw new IOException("the live stream did not begin with a snapshot");
    }
    return JSON.readTree(text.substring(text.indexOf(DATA, snapshot) + DATA.length()))
        .path("v")
        .size();
  }
}
