package city.veedel.journal;

/** The disk failed the journal. Acknowledging stops; the process says why and ends. */
public final class JournalFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JournalFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  public JournalFailedException(String message) {
    super(message);
  }
}
