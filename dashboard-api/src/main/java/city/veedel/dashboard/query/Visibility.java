package city.veedel.dashboard.query;

/** Who may see a thing or a datastream. */
public enum Visibility {
  /** Everybody. */
  PUBLIC("public"),
  /** The city's own people, and the vendor whose it is: {@link Viewer}. */
  INTERNAL("internal");

  private final String code;

  Visibility(String code) {
    this.code = code;
  }

  /** The name on the wire and in the database. */
  public String code() {
    return code;
  }

  /** Anything but {@code public} is internal, so that an unknown word never publishes. */
  public static Visibility ofCode(String code) {
    return code.equals(PUBLIC.code) ? PUBLIC : INTERNAL;
  }
}
