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

  /** A device may have types of its own organisation and of the city. */
  public static final class OfSomebodyElse extends RegistryException {
    private static final long serialVersionUID = 1L;

    OfSomebodyElse(String what, String id) {
      super(
          "The %s \"%s\" is another organisation's; a device has one of its own organisation or of"
                  .formatted(what, id)
              + " the city.");
    }
  }

  /** Others depend on it, so that its owner alone may not change it. */
  public static final class UsedByOthers extends RegistryException {
    private static final long serialVersionUID = 1L;

    UsedByOthers(String what, String id) {
      super(
          "Devices of another organisation have the %s \"%s\"; ask a steward of the city to change"
                  .formatted(what, id)
              + " it, or register another.");
    }
  }

  /** There are as many as there may be. */
  public static final class TooMany extends RegistryException {
    private static final long serialVersionUID = 1L;

    TooMany(String why) {
      super(why);
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
