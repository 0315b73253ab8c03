package city.veedel.model;

import java.time.Duration;

/** What became of a message. Every protocol answers each case; there is no other. */
public sealed interface Outcome {
  /**
   * Durable in the journal; a message without observations has nothing to keep there.
   *
   * @param observations how many observations were journaled
   * @param setAside how many of the message's observations went to the dead letters instead
   */
  record Accepted(int observations, int setAside) implements Outcome {}

  /**
   * Will never be stored as it is.
   *
   * @param detail what was seen, what was allowed, and what to do, in English
   * @param pointer JSON Pointer or line and column of the fault, or empty
   * @param kept whether it is durable as a dead letter, so that it may be acknowledged
   */
  record Refused(RefusalReason reason, String detail, String pointer, boolean kept)
      implements Outcome {}

  /** Cannot be taken now, through no fault of the sender. */
  record Busy(Duration retryAfter) implements Outcome {}
}
