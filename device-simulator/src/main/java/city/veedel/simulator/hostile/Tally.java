package city.veedel.simulator.hostile;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What came of one attack. Any thread. */
final class Tally {
  private final LongAdder attempts = new LongAdder();
  private final LongAdder entered = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder borne = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder unreachable = new LongAdder();
  private final LongAdder datagrams = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final Set<HostileStream> open = ConcurrentHashMap.newKeySet();

  void attempt() {
    attempts.increment();
  }

  /** It has got as far as to misbehave. */
  void entered() {
    entered.increment();
  }

  void opened(HostileStream stream) {
    open.add(stream);
  }

  void closed(HostileStream stream) {
    open.remove(stream);
  }

  void ended() {
    ended.increment();
  }

  void borne() {
    borne.increment();
  }

  /** What had to be refused. */
  void accepted() {
    accepted.increment();
  }

  void unreachable() {
    unreachable.increment();
  }

  void datagram() {
    datagrams.increment();
  }

  /** From an address that the server has no reason to believe. */
  void unprovenOut(int bytes) {
    bytesOut.add(bytes);
  }

  void unprovenIn(int bytes) {
    bytesIn.add(bytes);
  }

  /** Whoever sits in a write that nobody takes cannot count itself as borne. */
  private long stillBorne() {
    return open.stream().filter(HostileStream::isBorne).count();
  }

  Attempts sum() {
    return new Attempts(
        attempts.sum(),
        entered.sum(),
        ended.sum(),
        borne.sum() + stillBorne(),
        accepted.sum(),
        unreachable.sum(),
        datagrams.sum(),
        bytesOut.sum(),
        bytesIn.sum());
  }
}
