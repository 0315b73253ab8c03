package city.veedel.simulator.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One CoAP endpoint. The token tells the slot and its round, so that a late repeat of an answer is
 * not taken for the answer to the next request. For the load's thread only.
 */
final class CoapPeer {
  private static final long RESEND_NANOS = 2_000_000_000L;

  /** Where its datagrams go. */
  interface Outlet {
    void write(ByteBuffer datagram) throws IOException;
  }

  private final Outlet outlet;
  private final JsonTemplate payload;
  private final Tallies tallies;
  private final byte[] options;

  private final long[] since;
  private final long[] resendAt;
  private final byte[] @Nullable [] open;
  private final int[] rounds;
  private int openCount;
  private int lastSlot;
  private int messageId;
  private short greeting;
  private long number;
  private long lastTimeMicros;

  /**
   * @param showsKey whether the request has to say who it is from; DTLS does so by itself
   */
  CoapPeer(
      Outlet outlet,
      LoadDevice device,
      boolean showsKey,
      int window,
      JsonTemplate payload,
      Tallies tallies) {
    this.outlet = outlet;
    this.payload = payload;
    this.tallies = tallies;
    this.options = CoapRequest.options(device.id(), showsKey ? device.secret() : null);
    this.since = new long[window];
    this.resendAt = new long[window];
    this.open = new byte[window][];
    this.rounds = new int[window];
  }

  /** A ping, which every server answers with a reset (RFC 7252, section 4.3). */
  void greet() throws IOException {
    greeting = (short) messageId++;
    outlet.write(ByteBuffer.wrap(CoapRequest.empty(CoapRequest.CON, greeting)));
  }

  boolean hasRoom() {
    return openCount < since.length;
  }

  /**
   * @param reference from when its latency counts
   */
  void say(long reference, long nowMicros, ByteBuffer buffer) throws IOException {
    int slot = freeSlot();
    lastTimeMicros = Math.max(lastTimeMicros + 1, nowMicros);
    rounds[slot] = rounds[slot] + 1 & 0xFF_FFFF;
    buffer.clear();
    CoapRequest.begin(messageId++, slot << 24 | rounds[slot], options, buffer);
    payload.write(lastTimeMicros, number++, buffer);
    buffer.flip();
    byte[] request = new byte[buffer.remaining()];
    buffer.get(0, request);
    open[slot] = request;
    openCount++;
    since[slot] = reference;
    resendAt[slot] = System.nanoTime() + RESEND_NANOS;
    outlet.write(buffer);
    tallies.sent();
  }

  private int freeSlot() {
    int slot = lastSlot;
    do {
      slot = slot + 1 == open.length ? 0 : slot + 1;
    } while (open[slot] != null);
    lastSlot = slot;
    return slot;
  }

  void sayLostAgain(long now) throws IOException {
    for (int slot = 0; slot < open.length; slot++) {
      byte[] request = open[slot];
      if (request != null && now - resendAt[slot] >= 0) {
        resendAt[slot] = now + RESEND_NANOS;
        outlet.write(ByteBuffer.wrap(request));
      }
    }
  }

  /** One datagram that came in. */
  void hear(ByteBuffer datagram) throws IOException {
    if (datagram.remaining() < CoapRequest.HEADER_LENGTH) {
      return;
    }
    int first = datagram.get() & 0xFF;
    int type = first >>> 4 & 3;
    int code = datagram.get() & 0xFF;
    short id = datagram.getShort();
    if (type == CoapRequest.CON) {
      // A separate response wants to be acknowledged itself (section 5.2.2).
      outlet.write(ByteBuffer.wrap(CoapRequest.empty(CoapRequest.ACK, id)));
    } else if (type == CoapRequest.RESET && id == greeting) {
      tallies.welcomed();
    }
    boolean isAnswer =
        code != 0 && type != CoapRequest.RESET && (first & 0xF) == CoapRequest.TOKEN_LENGTH;
    if (!isAnswer || datagram.remaining() < CoapRequest.TOKEN_LENGTH) {
      return;
    }
    int token = datagram.getInt();
    int slot = token >>> 24;
    if (slot >= open.length || open[slot] == null || rounds[slot] != (token & 0xFF_FFFF)) {
      return;
    }
    if (code >>> 5 == 2) {
      tallies.succeeded(since[slot]);
    } else {
      tallies.refused();
    }
    open[slot] = null;
    openCount--;
  }
}
