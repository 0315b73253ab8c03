package city.veedel.standalone.demo;

import city.veedel.schema.receipt.ReceiptTotals;
import city.veedel.simulator.FleetTotals;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the senders say beside what the store says: two independent counts of the same observations.
 *
 * @param assured receipts of what was acknowledged
 * @param unassured receipts of QoS 0 and NON
 */
public record Balance(FleetTotals senders, ReceiptTotals assured, ReceiptTotals unassured) {
  /** Whether everything acknowledged is accounted for, and nothing is left in flight. */
  public boolean isEven() {
    return senders.acknowledged()
            == assured.stored() + assured.duplicate() + assured.corrected() + assured.quarantined()
        && senders.unanswered() == 0;
  }

  /** The line that ends a demo; counted in observations, QoS 0 and NON apart. */
  public Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("sent", senders.sent());
    line.put("acknowledged", senders.acknowledged());
    line.put("stored", assured.stored());
    line.put("duplicates", assured.duplicate());
    line.put("corrected", assured.corrected());
    line.put("quarantined", assured.quarantined());
    line.put("refused", senders.refused());
    line.put("dead_letters", assured.deadLetters());
    line.put("ack_p50_ms", rounded(senders.ackP50Ms()));
    line.put("ack_p99_ms", rounded(senders.ackP99Ms()));
    line.put("unanswered", senders.unanswered());
    line.put("resent", senders.resent());
    line.put(
        "unassured",
        Map.of(
            "sent", senders.unassuredSent(),
            "stored", unassured.stored(),
            "quarantined", unassured.quarantined()));
    line.put("even", isEven());
    return line;
  }

  private static double rounded(double milliseconds) {
    return Math.round(milliseconds * 100) / 100.0;
  }
}
