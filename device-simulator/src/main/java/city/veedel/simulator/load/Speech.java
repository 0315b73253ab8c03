package city.veedel.simulator.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One device's side of a protocol on a byte stream. Slots are 0 to the window less one. */
interface Speech {
  /** What is said first, once. */
  void greet(ByteBuffer out);

  /** Whether a message has an answer at all. */
  boolean isAnswered();

  /** Bytes {@link #send} writes at most. */
  int messageLength();

  /**
   * One message.
   *
   * @param slot whose number the answer must tell
   */
  void send(int slot, long timeMicros, long number, ByteBuffer out);

  /**
   * Reads what is whole and leaves the rest. May write at once what the protocol asks for in
   * between (PUBREL).
   *
   * @throws IOException if the server ends the conversation, with its reason
   */
  void receive(ByteBuffer in, ByteBuffer out, Answers answers) throws IOException;

  /** Hears what was answered. */
  interface Answers {
    /** The greeting was accepted. */
    void welcomed();

    void succeeded(int slot);

    void refused(int slot);
  }
}
