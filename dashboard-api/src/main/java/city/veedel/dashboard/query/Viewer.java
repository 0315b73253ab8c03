package city.veedel.dashboard.query;

/** Who looks at the city; decides which things and datastreams there are for them. */
public sealed interface Viewer {
  /** Without a login: what is public. */
  record Everybody() implements Viewer {}

  /** The city's own people: everything. */
  record Insider() implements Viewer {}

  /**
   * A vendor: what is public, and what belongs to its own organisation.
   *
   * @param organisation the account's
   */
  record Vendor(int organisation) implements Viewer {}

  /** Whether the thing exists for this viewer. */
  default boolean sees(CatalogueThing thing) {
    return sees(thing.visibility(), thing.organisation());
  }

  /** Whether the datastream of the thing exists for this viewer. */
  default boolean sees(CatalogueThing thing, CatalogueDatastream datastream) {
    return sees(thing) && sees(datastream.visibility(), thing.organisation());
  }

  private boolean sees(Visibility visibility, int owner) {
    return visibility == Visibility.PUBLIC
        || switch (this) {
          case Everybody() -> false;
          case Insider() -> true;
          case Vendor(int organisation) -> organisation == owner;
        };
  }

  /** Differs between any two viewers that may see different things. */
  default String code() {
    return switch (this) {
      case Everybody() -> "everybody";
      case Insider() -> "insider";
      case Vendor(int organisation) -> "vendor-" + organisation;
    };
  }
}
