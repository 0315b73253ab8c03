package city.veedel.simulator.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection of the load, and what it has unanswered. For the load's thread only. */
final class Peer implements Speech.Answers {
  private final SocketChannel channel;
  private final Speech speech;
  private final Tallies tallies;

  /** When the message in a slot was due or sent, by {@link System#nanoTime}. */
  private final long[] since;

  /** Free slots as a ring: MQTT ids are used again as late as can be. */
  private final int[] free;

  private int freeFrom;
  private int freeCount;
  private long number;
  private long lastTimeMicros;
  private @Nullable ByteBuffer unread;
  private @Nullable ByteBuffer unsent;

  Peer(SocketChannel channel, Speech speech, int window, Tallies tallies) {
    this.channel = channel;
    this.speech = speech;
    this.tallies = tallies;
    this.since = new long[window];
    this.free = new int[window];
    for (int slot = 0; slot < window; slot++) {
      free[slot] = slot;
    }
    this.freeCount = window;
  }

  /** Whether a message could go out now. */
  boolean hasRoom() {
    return freeCount > 0 && unsent == null;
  }

  /** The connection stands. */
  void greet(SelectionKey key, ByteBuffer out) throws IOException {
    speech.greet(out);
    if (out.position() == 0) {
      welcomed();
    }
    flush(key, out);
  }

  /** Whether {@code out} has room for one more. */
  boolean fits(ByteBuffer out) {
    return out.remaining() >= speech.messageLength();
  }

  /**
   * Encodes one message; {@link #flush} sends it.
   *
   * @param reference from when its latency counts
   */
  void say(long reference, long nowMicros, ByteBuffer out) {
    int slot = free[freeFrom];
    freeFrom = freeFrom + 1 == free.length ? 0 : freeFrom + 1;
    freeCount--;
    since[slot] = reference;
    // Observations of a device are told apart by their time.
    lastTimeMicros = Math.max(lastTimeMicros + 1, nowMicros);
    speech.send(slot, lastTimeMicros, number++, out);
    tallies.sent();
  }

  /** Writes what was encoded; what the socket does not take waits for {@link #writable}. */
  void flush(SelectionKey key, ByteBuffer out) throws IOException {
    speech.endBurst(out);
    out.flip();
    ByteBuffer rest = unsent;
    if (rest == null && out.hasRemaining()) {
      channel.write(out);
    }
    if (out.hasRemaining()) {
      int before = rest == null ? 0 : rest.remaining();
      ByteBuffer all = ByteBuffer.allocate(before + out.remaining());
      unsent = (rest == null ? all : all.put(rest)).put(out).flip();
      key.interestOpsOr(SelectionKey.OP_WRITE);
    }
    out.clear();
  }

  void writable(SelectionKey key) throws IOException {
    ByteBuffer rest = unsent;
    if (rest != null) {
      channel.write(rest);
      if (rest.hasRemaining()) {
        return;
      }
      unsent = null;
    }
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
  }

  /**
   * @param in for any connection; empty before and after
   */
  void readable(ByteBuffer in, ByteBuffer out) throws IOException {
    ByteBuffer before = unread;
    if (before != null) {
      in.put(before);
      unread = null;
    }
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed a connection of " + speech);
    }
    in.flip();
    speech.receive(in, out, this);
    if (in.hasRemaining()) {
      unread = ByteBuffer.allocate(in.remaining()).put(in).flip();
    }
    in.clear();
  }

  @Override
  public void welcomed() {
    tallies.welcomed();
  }

  @Override
  public void succeeded(int slot) {
    tallies.succeeded(since[slot]);
    release(slot);
  }

  @Override
  public void refused(int slot) {
    tallies.refused();
    release(slot);
  }

  /** Slots leave the ring and come back in order here, so that the oldest lies behind the free. */
  @Override
  public void read(int messages) {
    for (int i = 0; i < messages; i++) {
      int oldest = freeFrom + freeCount;
      succeeded(free[oldest < free.length ? oldest : oldest - free.length]);
    }
  }

  private void release(int slot) {
    int at = freeFrom + freeCount;
    free[at < free.length ? at : at - free.length] = slot;
    freeCount++;
  }
}
