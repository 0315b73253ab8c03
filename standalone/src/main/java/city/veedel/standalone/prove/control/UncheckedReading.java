package city.veedel.standalone.prove.control;

import city.veedel.journal.Entry;
import city.veedel.journal.Journal;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import city.veedel.model.Observation;
import city.veedel.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A bit of every thousandth entry is wrong when it is read, and nobody looks at a checksum. */
record UncheckedReading(Journal journal) implements StandIn {
  private static final int ONE_IN = 1_000;

  @Override
  public Reader reader(Position from) {
    Reader reader = journal.reader(from);
    return new Reader() {
      private long read;

      @Override
      public Stretch poll(int maxEntries, Duration timeout) throws InterruptedException {
        Stretch stretch = reader.poll(maxEntries, timeout);
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : stretch.entries()) {
          entries.add(++read % ONE_IN == 0 ? damaged(entry) : entry);
        }
        return new Stretch(entries, stretch.next());
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  private static Entry damaged(Entry entry) {
    if (!(entry instanceof Entry.Accepted accepted)) {
      return entry;
    }
    List<Observation> observations = new ArrayList<>(accepted.observations());
    Observation first = observations.getFirst();
    if (first.result() instanceof Result.Quantity quantity) {
      long bits = Double.doubleToRawLongBits(quantity.value()) ^ 1L << 40;
      observations.set(
          0,
          new Observation(
              first.thing(),
              first.property(),
              first.phenomenonTime(),
              first.timeOrigin(),
              first.sequence(),
              new Result.Quantity(Double.longBitsToDouble(bits)),
              first.location()));
    }
    return new Entry.Accepted(accepted.provenance(), observations, accepted.raw());
  }
}
