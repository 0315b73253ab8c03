package city.veedel.decode.codec;

/**
 * As much is decoded as may be, and waiting did not help: nothing was found out about the message
 * or the type. It may be tried again in some seconds.
 */
public final class DecodingBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DecodingBusyException(String message) {
    super(message);
  }
}
