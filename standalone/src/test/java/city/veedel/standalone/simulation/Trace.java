package city.veedel.standalone.simulation;

import java.util.ArrayDeque;
import java.util.stream.Collectors;

/** What happened, as a hash of everything and the last of it in words. */
final class Trace {
  private static final int KEPT = Integer.getInteger("simulation.trace", 60);

  private record Note(long at, String what, Object about, long number) {
    @Override
    public String toString() {
      return "%,14d µs  %s %s %d".formatted(at, what, about, number);
    }
  }

  private final SimulatedTime time;
  private final ArrayDeque<Note> last = new ArrayDeque<>();
  private long hash;
  private long notes;

  Trace(SimulatedTime time) {
    this.time = time;
  }

  void note(String what, Object about, long number) {
    notes++;
    hash = hash * 31 + time.now();
    hash = hash * 31 + what.hashCode();
    hash = hash * 31 + about.toString().hashCode();
    hash = hash * 31 + number;
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(new Note(time.now(), what, about, number));
  }

  long hash() {
    return hash;
  }

  long notes() {
    return notes;
  }

  String last() {
    return last.stream().map(Note::toString).collect(Collectors.joining("\n"));
  }
}
