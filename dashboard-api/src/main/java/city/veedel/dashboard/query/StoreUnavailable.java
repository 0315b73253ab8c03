package city.veedel.dashboard.query;

/**
 * The database could not answer now, through no fault of the question. The message is for people
 * outside: it names no host and no statement.
 */
public final class StoreUnavailable extends RuntimeException {
  private final String code;

  /**
   * @param code stable: {@code database_unavailable}, {@code database_busy}, {@code query_too_slow}
   */
  public StoreUnavailable(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public StoreUnavailable(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
