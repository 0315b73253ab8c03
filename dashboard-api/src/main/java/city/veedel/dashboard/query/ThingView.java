package city.veedel.dashboard.query;

import city.veedel.model.Location;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thing as one viewer sees it at one moment.
 *
 * @param location where it is: the last position of a moving thing, else its registered place
 * @param moving whether it has positions
 */
public record ThingView(
    CatalogueThing thing,
    @Nullable Location location,
    boolean moving,
    List<DatastreamView> datastreams) {

  /**
   * @param latest null when nothing ever came
   * @param age of the phenomenon time, zero when nothing ever came
   */
  public record DatastreamView(
      CatalogueDatastream datastream,
      @Nullable LatestResult latest,
      Duration age,
      Freshness freshness) {}
}
