package city.veedel.simulator.device;

/** What became of a message, as far as its sender can know. */
public sealed interface Answer {
  /**
   * PUBACK or PUBCOMP with success, or 2.04 to a CON.
   *
   * @param nanos since the message first left
   */
  record Acknowledged(long nanos) implements Answer {}

  /**
   * An answer that says never.
   *
   * @param code as the protocol writes it: {@code mqtt 0x99}, {@code coap 4.00}
   */
  record Refused(String code) implements Answer {}

  /** QoS 0 or NON: it left, nobody promises anything. */
  record Unassured() implements Answer {}

  /** The link was closed before an answer came: the message may have arrived or not. */
  record Unanswered() implements Answer {}
}
