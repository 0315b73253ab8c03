package city.veedel.simulator.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One device's side of a protocol on a byte stream. Slots are 0 to the window less one. */
interface Speech {
  /** What is said first, once. */
  void greet(ByteBuffer out);

  /** Bytes {@link #send} and an {@link #endBurst} after it write at most. */
  int messageLength();

  /**
   * One message.
   *
   * @param slot whose number the answer must tell
   */
  void send(int slot, long timeMicros, long number, ByteBuffer out);

  /** Nothing more is said for now. May ask for a sign that all of it was read. */
  default void endBurst(ByteBuffer out) {}

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

    /** The oldest messages were read by the server; they have no answer of their own. */
    void read(int messages);

    void refused(int slot);
  }
}
