package city.veedel.standalone.prove;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ledger beside a database, in readings.
 *
 * @param sent each counted once, however often it was sent
 * @param acknowledged each counted once
 * @param stored rows of the ledger's devices
 * @param lost acknowledged and missing
 * @param setAside acknowledged and missing, held by a batch that was damaged on purpose
 * @param duplicate stored more than once
 * @param corrupt stored with another value, series or time than any reading has, or replaced
 * @param order series whose latest value is not the newest stored one
 * @param refusedButStored told that it would not be stored, and yet it is
 * @param unacknowledgedButStored allowed: the answer was lost, or still to come
 * @param repeats found by the store and stored once (from the receipts)
 * @param receiptsOff by how much the receipts miss the rows, or do not add up
 * @param deadLetters messages set aside
 * @param damagedBatches that the journal reports
 * @param examples the first few of each finding, for people
 */
public record Verdict(
    long sent,
    long acknowledged,
    long stored,
    long lost,
    long setAside,
    long duplicate,
    long corrupt,
    long order,
    long refusedButStored,
    long unacknowledgedButStored,
    long repeats,
    long receiptsOff,
    long deadLetters,
    long damagedBatches,
    List<String> examples) {
  public Verdict {
    examples = List.copyOf(examples);
  }

  /** The names of what must not be and is. */
  public List<String> findings() {
    Map<String, Long> forbidden = new LinkedHashMap<>();
    forbidden.put("LOSS", lost);
    forbidden.put("DUP", duplicate);
    forbidden.put("CORRUPT", corrupt);
    forbidden.put("ORDER", order);
    forbidden.put("REFUSED_BUT_STORED", refusedButStored);
    forbidden.put("RECEIPTS", receiptsOff);
    return forbidden.entrySet().stream()
        .filter(entry -> entry.getValue() != 0)
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  @Override
  public String toString() {
    return "%,d acknowledged of %,d sent, %,d stored (%,d without an answer); lost %,d, duplicate %,d,"
            .formatted(acknowledged, sent, stored, unacknowledgedButStored, lost, duplicate)
        + " corrupt %,d, order %,d, set aside %,d; %,d repeats stored once"
            .formatted(corrupt, order, setAside, repeats);
  }
}
