package city.veedel.dashboard.query;

/** Who may see a thing or a datastream. */
public enum Visibility {
  /** Everybody. */
  PUBLIC("public"),
  /** People with a login. */
  INTERNAL("internal");

  private final String code;

  Visibility(String code) {
    this.code = code;
  }

  /** The name on the wire and in the database. */
  public String code() {
    return code;
  }

  /** Whether someone who may see everything up to {@code this} may see {@code other}. */
  public boolean covers(Visibility other) {
    return this == INTERNAL || other == PUBLIC;
  }

  /** Anything but {@code public} is internal, so that an unknown word never publishes. */
  public static Visibility ofCode(String code) {
    return code.equals(PUBLIC.code) ? PUBLIC : INTERNAL;
  }
}
