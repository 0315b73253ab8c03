package city.veedel.gateway.bridge;

import java.util.concurrent.atomic.LongAdder;

/** What became of a bridge's messages since it was started. */
final class BridgeCounts {
  final LongAdder accepted = new LongAdder();
  final LongAdder setAside = new LongAdder();
  final LongAdder discarded = new LongAdder();
  final LongAdder retainedSkipped = new LongAdder();
}
