package city.veedel.standalone.simulation;

/**
 * The way between devices and gateway. Datagrams are lost, doubled and overtaken; streams keep
 * their order and break.
 */
final class Network {
  /** One direction of a stream: what is sent arrives in order, or the stream has broken. */
  final class Stream {
    private long lastArrival;
    private boolean broken;

    void send(Runnable arrival) {
      long arrives = Math.max(lastArrival, time.now() + latency());
      lastArrival = arrives;
      time.in(
          arrives - time.now(),
          () -> {
            if (!broken) {
              arrival.run();
            }
          });
    }

    /** What is under way is lost. */
    void breakDown() {
      broken = true;
    }
  }

  private final SimulatedTime time;
  private final Chance chance;
  private double loss;
  private double doubling;
  private long slowest = 20 * SimulatedTime.MILLI;

  Network(SimulatedTime time, Chance chance) {
    this.time = time;
    this.chance = chance;
  }

  /**
   * @param slowestMicros the longest time under way
   */
  void misbehave(double lossRate, double doublingRate, long slowestMicros) {
    loss = lossRate;
    doubling = doublingRate;
    slowest = slowestMicros;
  }

  void heal() {
    misbehave(0, 0, 20 * SimulatedTime.MILLI);
  }

  Stream stream() {
    return new Stream();
  }

  void datagram(Runnable arrival) {
    if (!chance.happens(loss)) {
      time.in(latency(), arrival);
    }
    if (chance.happens(doubling)) {
      time.in(latency(), arrival);
    }
  }

  private long latency() {
    return chance.between(100L, slowest);
  }
}
