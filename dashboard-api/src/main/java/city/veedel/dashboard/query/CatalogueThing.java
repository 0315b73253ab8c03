package city.veedel.dashboard.query;

import city.veedel.model.Location;
import city.veedel.model.Theme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thing is, without its values.
 *
 * @param organisation whose it is: that of the device that brought it
 * @param location where it is registered to be, null if nowhere
 * @param moving whether positions of it have been stored
 * @param datastreams by property name
 */
public record CatalogueThing(
    String id,
    String name,
    Theme theme,
    String owner,
    String licence,
    Visibility visibility,
    int organisation,
    @Nullable Location location,
    boolean moving,
    List<CatalogueDatastream> datastreams) {
  public CatalogueThing {
    datastreams = List.copyOf(datastreams);
  }
}
