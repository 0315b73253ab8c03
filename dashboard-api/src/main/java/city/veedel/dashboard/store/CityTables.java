package city.veedel.dashboard.store;

import city.veedel.dashboard.query.CatalogueDatastream;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.CitySource;
import city.veedel.dashboard.query.LatestPosition;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.dashboard.query.Visibility;
import city.veedel.model.Location;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.TimeMarks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Things, datastreams and latest results as they stand in the database. */
public final class CityTables implements CitySource {
  // Every insert, update and delete changes the set of the rows' transactions, in whatever order
  // they commit; their highest number would not.
  private static final String STAMP =
      """
      SELECT (SELECT count(*) || '/' || coalesce(sum(hashtext(xmin::text)::bigint), 0) FROM thing)
        || ' '
        || (SELECT count(*) || '/' || coalesce(sum(hashtext(xmin::text)::bigint), 0)
          FROM datastream)
        || ' ' || (SELECT count(*) FROM thing_position)
      """;

  /**
   * A device that speaks for others has a thing of its own with neither place nor data: not shown.
   */
  private static final String THINGS =
      """
      SELECT t.thing_id, t.name, t.theme, t.owner, t.licence, t.visibility, t.organisation_id,
        t.longitude, t.latitude,
        p.thing_id IS NOT NULL AS moving,
        d.datastream_id, d.property, d.title_de, d.title_en, d.unit, d.result_type,
        extract(epoch FROM d.expected_interval)::float8 AS expected_interval_s,
        extract(epoch FROM d.averaging_period)::float8 AS averaging_period_s,
        d.time_marks, d.visibility AS datastream_visibility
      FROM thing t
      LEFT JOIN thing_position p ON p.thing_id = t.thing_id
      LEFT JOIN datastream d ON d.thing_id = t.thing_id
      WHERE d.datastream_id IS NOT NULL OR t.longitude IS NOT NULL
      ORDER BY t.thing_id, d.property
      """;

  private static final String LATEST =
      """
      SELECT l.datastream_id, l.phenomenon_time, l.received_at, l.stored_at, d.result_type,
        l.result, l.result_text
      FROM latest_observation l JOIN datastream d ON d.datastream_id = l.datastream_id
      """;
  private static final String POSITIONS =
      "SELECT thing_id, longitude, latitude, phenomenon_time FROM thing_position";
  private static final int FETCH_ROWS = 5_000;

  private final DatabaseAccess database;

  public CityTables(DatabaseAccess database) {
    this.database = database;
  }

  @Override
  public String catalogueStamp() {
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(STAMP);
          ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    });
  }

  @Override
  public List<CatalogueThing> things() {
    return database.read(connection -> {
      List<CatalogueThing> things = new ArrayList<>();
      Shared shared = new Shared(new HashMap<>(), new HashMap<>());
      try (PreparedStatement statement = fetching(connection, THINGS);
          ResultSet rows = statement.executeQuery()) {
        boolean more = rows.next();
        while (more) {
          String id = rows.getString("thing_id");
          Optional<Theme> theme = Theme.findByCode(rows.getString("theme"));
          CatalogueThing bare = theme.isPresent() ? thing(rows, id, theme.get(), shared) : null;
          List<CatalogueDatastream> datastreams = new ArrayList<>();
          do {
            if (rows.getObject("datastream_id") != null) {
              datastreams.add(datastream(rows, shared));
            }
            more = rows.next();
          } while (more && rows.getString("thing_id").equals(id));
          // A theme of a later version of the schema has no layer here.
          if (bare != null) {
            things.add(with(bare, datastreams));
          }
        }
      }
      return things;
    });
  }

  /**
   * What many rows say, kept once: a city has tens of thousands of datastreams and few kinds of
   * them, and whoever walks through all of them meets the same few objects.
   */
  private record Shared(Map<String, String> texts, Map<Duration, Duration> durations) {
    String text(ResultSet row, String column) throws SQLException {
      return texts.computeIfAbsent(row.getString(column), text -> text);
    }

    Duration duration(ResultSet row, String column) throws SQLException {
      return durations.computeIfAbsent(Columns.duration(row, column), duration -> duration);
    }
  }

  private static CatalogueThing thing(ResultSet row, String id, Theme theme, Shared shared)
      throws SQLException {
    double longitude = row.getDouble("longitude");
    Location location = row.wasNull() ? null : new Location(longitude, row.getDouble("latitude"));
    return new CatalogueThing(
        id,
        row.getString("name"),
        theme,
        shared.text(row, "owner"),
        shared.text(row, "licence"),
        Visibility.ofCode(row.getString("visibility")),
        row.getInt("organisation_id"),
        location,
        row.getBoolean("moving"),
        List.of());
  }

  private static CatalogueThing with(CatalogueThing thing, List<CatalogueDatastream> datastreams) {
    return new CatalogueThing(
        thing.id(),
        thing.name(),
        thing.theme(),
        thing.owner(),
        thing.licence(),
        thing.visibility(),
        thing.organisation(),
        thing.location(),
        thing.moving(),
        datastreams);
  }

  private static CatalogueDatastream datastream(ResultSet row, Shared shared) throws SQLException {
    return new CatalogueDatastream(
        row.getInt("datastream_id"),
        shared.text(row, "property"),
        shared.text(row, "title_de"),
        shared.text(row, "title_en"),
        shared.text(row, "unit"),
        ResultType.ofCode(row.getString("result_type")),
        shared.duration(row, "expected_interval_s"),
        shared.duration(row, "averaging_period_s"),
        TimeMarks.ofCode(row.getString("time_marks")),
        Visibility.ofCode(row.getString("datastream_visibility")));
  }

  @Override
  public List<LatestResult> latestResults() {
    return database.read(connection -> {
      List<LatestResult> latest = new ArrayList<>();
      try (PreparedStatement statement = fetching(connection, LATEST);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          latest.add(
              new LatestResult(
                  rows.getInt("datastream_id"),
                  Columns.instant(rows, "phenomenon_time"),
                  Columns.instant(rows, "received_at"),
                  Columns.instant(rows, "stored_at"),
                  Columns.result(rows, ResultType.ofCode(rows.getString("result_type")))));
        }
      }
      return latest;
    });
  }

  @Override
  public List<LatestPosition> positions() {
    return database.read(connection -> {
      List<LatestPosition> positions = new ArrayList<>();
      try (PreparedStatement statement = fetching(connection, POSITIONS);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          positions.add(
              new LatestPosition(
                  rows.getString("thing_id"),
                  new Location(rows.getDouble("longitude"), rows.getDouble("latitude")),
                  Columns.instant(rows, "phenomenon_time")));
        }
      }
      return positions;
    });
  }

  private static PreparedStatement fetching(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCH_ROWS);
    return statement;
  }
}
