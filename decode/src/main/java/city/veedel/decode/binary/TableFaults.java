package city.veedel.decode.binary;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Faults;
import city.veedel.model.RefusalReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with the text of a table, each mistake at its place. */
final class TableFaults {
  private static final Comparator<Fault> BY_PLACE =
      Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column);

  /** Mistakes are found nearly in the order of the text: the first of it are among so many. */
  private static final int MOST = 1_000;

  private final List<Fault> faults = new ArrayList<>();

  void add(Node.Place place, String detail) {
    add(RefusalReason.VALUE_INVALID, place, detail);
  }

  void add(RefusalReason reason, Node.Place place, String detail) {
    if (faults.size() < MOST) {
      faults.add(new Fault(reason, detail, place.pointer(), place.line(), place.column()));
    }
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** In the order of the text, up to as many as anybody mends at a time. */
  List<Fault> inOrder() {
    return faults.stream().sorted(BY_PLACE).limit(Faults.MAX).toList();
  }
}
