package city.veedel.standalone.simulation;

/** A sensor that says what it has to say until it is told that it was taken. */
interface Device {
  /** Something to be sent; what was said before comes first. */
  void say(Message message);

  /** The connection breaks, if there is one. */
  void disconnect();

  /** Whether everything said was answered. */
  boolean isDone();
}
