package city.veedel.standalone.simulation;

import city.veedel.ingest.store.SimulatedStore;

/**
 * Which faults a run has and how often. Each is there in some runs only, so that no fault hides
 * behind another.
 *
 * @param lasts until everything heals, in microseconds
 * @param storeFaults share of transactions that fail
 * @param fileBytes a file of the journal is closed once it is so long
 */
record Weather(
    long lasts,
    int crashes,
    double powerCuts,
    double storeFaults,
    int outages,
    int fullDisks,
    int failingSyncs,
    int flips,
    int clockJumps,
    int breaks,
    double loss,
    double doubling,
    long slowestMicros,
    int fileBytes,
    long capacityBytes,
    long syncMicros) {
  static Weather of(Chance chance, Weakness weakness) {
    boolean badDisk = chance.happens(0.3);
    boolean flips =
        switch (weakness) {
          case NO_CHECKSUM -> true;
          case NONE -> chance.happens(0.2);
          default -> false;
        };
    int fileBytes = chance.between(1, 16) * 512;
    return new Weather(
        chance.between(20, 90) * SimulatedTime.SECOND,
        chance.between(0, 6),
        chance.between(0, 2) / 2.0,
        chance.happens(0.6) ? chance.between(0, 40) / 100.0 : 0,
        chance.happens(0.4) ? chance.between(1, 2) : 0,
        chance.happens(0.3) ? chance.between(1, 3) : 0,
        badDisk || weakness == Weakness.TRIES_A_FAILED_SYNC_AGAIN ? chance.between(1, 3) : 0,
        flips ? chance.between(1, 3) : 0,
        chance.happens(0.3) ? chance.between(1, 3) : 0,
        chance.happens(0.5) ? chance.between(1, 12) : 0,
        chance.happens(0.5) ? chance.between(0, 30) / 100.0 : 0,
        chance.happens(0.5) ? chance.between(0, 20) / 100.0 : 0,
        chance.between(2L, 3_000L) * SimulatedTime.MILLI,
        fileBytes,
        chance.happens(0.2) ? 4L * fileBytes + chance.between(0, 4_096) : Long.MAX_VALUE,
        chance.between(100L, 60_000L));
  }

  static SimulatedStore.Transactions transactions(Weakness weakness) {
    return switch (weakness) {
      case POSITION_BEFORE_ROWS -> SimulatedStore.Transactions.POSITION_THEN_ROWS;
      case POSITION_AFTER_ROWS -> SimulatedStore.Transactions.ROWS_THEN_POSITION;
      default -> SimulatedStore.Transactions.ROWS_AND_POSITION;
    };
  }
}
