package city.veedel.simulator.city;

/** What a device does to its readings before they leave. */
public enum Behaviour {
  HONEST,
  /** Sent its last reading three hours before the simulation began, and then fell silent. */
  STALE,
  /** Was without a network for a day: starts with a backlog, then is honest. */
  BACKLOG,
  /** Sends every message twice, to be sure. */
  CLUMSY,
  /** Every other message is wrong, each time in another way. */
  NONSENSE
}
