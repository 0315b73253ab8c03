package city.veedel.journal.codec;

/** The bytes are not an entry this version can read: the one way in which decoding fails. */
public final class MalformedEntryException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedEntryException(String message) {
    super(message);
  }

  public MalformedEntryException(String message, Throwable cause) {
    super(message, cause);
  }
}
