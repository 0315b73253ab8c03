package city.veedel.decode.document;

import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The faults of one message, up to as many as anybody mends at a time. */
public final class Faults {
  public static final int MAX = 20;

  private static final Comparator<Fault> BY_PLACE =
      Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column);

  private final List<Fault> faults = new ArrayList<>();

  /**
   * @throws TooMany when the list is full: reading on would find nothing that is still reported
   */
  public void add(Fault fault) throws TooMany {
    addLast(fault);
    if (faults.size() >= MAX) {
      throw new TooMany();
    }
  }

  /** Adds the fault that ends the reading anyway. */
  public void addLast(Fault fault) {
    if (faults.size() < MAX) {
      faults.add(fault);
    }
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** In the order of the payload; there must be at least one. */
  public Decoded.Undecodable undecodable() {
    faults.sort(BY_PLACE);
    return new Decoded.Undecodable(faults);
  }

  /** Ends the reading of a message that is wrong in {@value #MAX} places. */
  public static final class TooMany extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
