package city.veedel.dashboard.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * One stream. Keeps what the client has not been told yet as a set of ids, never as a queue of
 * events: however long it does not read, it then gets the latest. Used by the hub's thread only.
 */
final class LiveClient {
  private final LiveGroup group;
  private final LiveSink sink;
  private final LiveConfig config;
  // Encoded events being sent piece by piece; at most a hello, a resync, a snapshot or delta, and
  // positions.
  private final ArrayDeque<Buffer> outgoing = new ArrayDeque<>();
  private final BitSet changed = new BitSet();
  private final Set<String> moved = new HashSet<>();
  private int offset;
  private int inFlight;
  private long progressAtMillis;
  private long sentAtMillis;
  private boolean needsSnapshot;
  private boolean needsHello = true;
  private String resyncReason = "";
  private boolean closed;

  LiveClient(LiveGroup group, LiveSink sink, LiveConfig config, long nowMillis) {
    this.group = group;
    this.sink = sink;
    this.config = config;
    this.progressAtMillis = nowMillis;
    this.sentAtMillis = nowMillis;
  }

  LiveGroup group() {
    return group;
  }

  LiveSink sink() {
    return sink;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    outgoing.clear();
    changed.clear();
    moved.clear();
  }

  /** Whether an event encoded for the whole group may be sent as it is. */
  boolean isIdle() {
    return outgoing.isEmpty()
        && inFlight < config.windowBytes()
        && changed.isEmpty()
        && moved.isEmpty()
        && !needsSnapshot
        && !needsHello;
  }

  void owe(BitSet ids) {
    changed.or(ids);
  }

  void oweMoves(Set<String> things) {
    moved.addAll(things);
  }

  void oweHello() {
    needsHello = true;
  }

  /**
   * @param reason why what it has cannot be continued; empty for a client that has nothing
   */
  void oweSnapshot(String reason) {
    needsSnapshot = true;
    resyncReason = reason;
  }

  boolean takeHello() {
    boolean owed = needsHello;
    needsHello = false;
    return owed;
  }

  boolean takeSnapshot() {
    boolean owed = needsSnapshot;
    needsSnapshot = false;
    if (owed) {
      changed.clear();
      moved.clear();
    }
    return owed;
  }

  String takeResyncReason() {
    String reason = resyncReason;
    resyncReason = "";
    return reason;
  }

  BitSet takeChanged() {
    BitSet taken = (BitSet) changed.clone();
    changed.clear();
    return taken;
  }

  Set<String> takeMoved() {
    Set<String> taken = Set.copyOf(moved);
    moved.clear();
    return taken;
  }

  void enqueue(Buffer event) {
    outgoing.addLast(event);
  }

  boolean hasOutgoing() {
    return !outgoing.isEmpty();
  }

  boolean hasRoom() {
    return inFlight < config.windowBytes();
  }

  /** The next piece of what is being sent; only while there is room. */
  Buffer takePiece(long nowMillis) {
    Buffer event = outgoing.getFirst();
    int end = Math.min(event.length(), offset + config.chunkBytes());
    // A slice of its own: the connection moves its reader index.
    Buffer piece = event.slice(offset, end);
    if (end == event.length()) {
      outgoing.removeFirst();
      offset = 0;
    } else {
      offset = end;
    }
    if (inFlight == 0) {
      progressAtMillis = nowMillis;
    }
    inFlight += piece.length();
    sentAtMillis = nowMillis;
    return piece;
  }

  void sent(int bytes, long nowMillis) {
    inFlight -= bytes;
    progressAtMillis = nowMillis;
  }

  /** Whether something has been on its way for the whole of the limit and nothing arrived. */
  boolean isStalled(long nowMillis) {
    return inFlight > 0 && nowMillis - progressAtMillis > config.stallLimit().toMillis();
  }

  boolean isHeartbeatDue(long nowMillis) {
    return outgoing.isEmpty()
        && hasRoom()
        && nowMillis - sentAtMillis >= config.heartbeat().toMillis();
  }
}
