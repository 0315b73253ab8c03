package city.veedel.simulator.device;

import java.util.Locale;

/** Names of places as ids that may travel in topics. */
public final class Slugs {
  private Slugs() {}

  /** {@code Groß St. Martin} becomes {@code gross-st-martin}. */
  public static String of(String name) {
    String ascii =
        name.toLowerCase(Locale.ROOT)
            .replace("ä", "ae")
            .replace("ö", "oe")
            .replace("ü", "ue")
            .replace("ß", "ss");
    return ascii.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
