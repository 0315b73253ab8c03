package city.veedel.dashboard.query;

import city.veedel.model.Location;
import city.veedel.model.Theme;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the city somebody looks at.
 *
 * @param themes never empty
 * @param box null: everywhere, also things without a place
 * @param viewer who looks
 */
public record CityFilter(Set<Theme> themes, @Nullable BoundingBox box, Viewer viewer) {
  public CityFilter {
    if (themes.isEmpty()) {
      throw new IllegalArgumentException("a filter names at least one theme");
    }
    themes = Set.copyOf(themes);
  }

  /** Everything somebody may see. */
  public static CityFilter everything(Viewer viewer) {
    return new CityFilter(EnumSet.allOf(Theme.class), null, viewer);
  }

  /** Whether the thing is wanted and may be seen, its place left aside. */
  public boolean admits(CatalogueThing thing) {
    return viewer.sees(thing) && themes.contains(thing.theme());
  }

  public boolean admits(CatalogueThing thing, CatalogueDatastream datastream) {
    return admits(thing) && viewer.sees(thing, datastream);
  }

  /** Whether a place is inside the box. Nowhere is only inside when there is no box. */
  public boolean contains(@Nullable Location location) {
    return box == null || location != null && box.contains(location);
  }
}
