package city.veedel.gateway.bridge;

/** The intake has failed for good: nothing more may be acknowledged. */
final class JournalGoneException extends RuntimeException {
  JournalGoneException(Throwable cause) {
    super(cause);
  }
}
