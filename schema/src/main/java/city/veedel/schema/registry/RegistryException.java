package city.veedel.schema.registry;

/** The registry refuses a change; the message may be shown to whoever asked for it. */
public sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RegistryException(String message) {
    super(message);
  }

  /** A device, thing, device type, account or organisation of this name exists. */
  public static final class AlreadyExists extends RegistryException {
    private static final long serialVersionUID = 1L;

    AlreadyExists(String what, String id) {
      super("There is already a " + what + " \"" + id + "\"; choose another id.");
    }
  }

  /** Names a device, device type, account or organisation that does not exist. */
  public static final class Unknown extends RegistryException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what such as {@code device}
     */
    public Unknown(String what, String id) {
      super("There is no " + what + " \"" + id + "\".");
    }
  }

  /** Somebody changed it since the version that the change was made from. */
  public static final class OutOfDate extends RegistryException {
    private static final long serialVersionUID = 1L;

    OutOfDate(String what, String id, int present, int given) {
      super(
          "The %s \"%s\" is at version %d, the change was made from version %d; read it again and"
                  .formatted(what, id, present, given)
              + " make the change there.");
    }
  }

  /** The change would give what is stored another meaning. */
  public static final class Incompatible extends RegistryException {
    private static final long serialVersionUID = 1L;

    Incompatible(String why) {
      super(why);
    }
  }
}
