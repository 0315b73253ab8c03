package city.veedel.ingest;

/** The store is away, or did not answer in time. Whether it stored is unknown. */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean tooSlow;

  /**
   * @param tooSlow whether it answered, and gave up on the size of the work: less may succeed
   */
  public StoreUnavailableException(String message, boolean tooSlow, Throwable cause) {
    super(message, cause);
    this.tooSlow = tooSlow;
  }

  public StoreUnavailableException(String message) {
    super(message);
    this.tooSlow = false;
  }

  /** Whether a smaller batch may succeed. */
  public boolean tooSlow() {
    return tooSlow;
  }
}
