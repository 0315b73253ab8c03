package city.veedel.schema.embedded;

/** The embedded server did not start; the message says why and what to do. */
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
