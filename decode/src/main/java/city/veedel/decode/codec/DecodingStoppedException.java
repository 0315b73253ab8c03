package city.veedel.decode.codec;

/**
 * What decodes is stopping: nothing was found out about the message, which is neither stored nor
 * refused. Its sender sends it again.
 */
public final class DecodingStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DecodingStoppedException(String message) {
    super(message);
  }
}
