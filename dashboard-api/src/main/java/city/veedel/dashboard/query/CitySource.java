package city.veedel.dashboard.query;

import java.util.List;

/** Port: what the memory of the city is filled from. Blocks; throws {@link StoreUnavailable}. */
public interface CitySource {
  /** A cheap value that differs when things or datastreams may have changed. */
  String catalogueStamp();

  /** All things with their datastreams, by thing id, in one statement. */
  List<CatalogueThing> things();

  List<LatestResult> latestResults();

  List<LatestPosition> positions();
}
