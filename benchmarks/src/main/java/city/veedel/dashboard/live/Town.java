package city.veedel.dashboard.live;

import city.veedel.dashboard.query.CatalogueDatastream;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.CitySource;
import city.veedel.dashboard.query.LatestPosition;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.dashboard.query.Visibility;
import city.veedel.model.Location;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.TimeMarks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Things with three datastreams each, all with a result; never changes by itself. */
public record Town(int size) implements CitySource {
  private static final Instant TIME = Instant.parse("2026-11-22T14:30:00Z");
  private static final List<String> PROPERTIES = List.of("no2", "o3", "pm10");

  @Override
  public String catalogueStamp() {
    return "always the same";
  }

  @Override
  public List<CatalogueThing> things() {
    return IntStream.range(0, size).mapToObj(Town::thing).toList();
  }

  private static CatalogueThing thing(int number) {
    return new CatalogueThing(
        "thing-" + number,
        "Messstelle " + number,
        Theme.AIR,
        "Stadt Köln",
        "dl-de/by-2-0",
        Visibility.PUBLIC,
        1,
        new Location((677_000 + number) / 1e5, (5_083_000 + number) / 1e5),
        false,
        IntStream.range(0, PROPERTIES.size())
            .mapToObj(i -> datastream(PROPERTIES.size() * number + i, PROPERTIES.get(i)))
            .toList());
  }

  private static CatalogueDatastream datastream(int id, String property) {
    return new CatalogueDatastream(
        id,
        property,
        "Konzentration",
        "Concentration",
        "ug/m3",
        ResultType.NUMBER,
        Duration.ofHours(1),
        Duration.ofHours(1),
        TimeMarks.END,
        Visibility.PUBLIC);
  }

  @Override
  public List<LatestResult> latestResults() {
    return IntStream.range(0, size * PROPERTIES.size()).mapToObj(Town::latest).toList();
  }

  private static LatestResult latest(int datastream) {
    Instant time = TIME.plusSeconds(datastream % 600);
    return new LatestResult(
        datastream,
        time,
        time.plusMillis(datastream % 1_000),
        time.plusMillis(1_500),
        new Result.Quantity(datastream % 500 / 10.0));
  }

  @Override
  public List<LatestPosition> positions() {
    return List.of();
  }
}
