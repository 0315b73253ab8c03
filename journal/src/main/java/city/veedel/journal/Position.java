package city.veedel.journal;

/**
 * A place between two entries: everything before it has been read.
 *
 * @param batch number of the group commit, from 1
 * @param index entry inside the batch, from 0
 */
public record Position(long batch, int index) implements Comparable<Position> {
  /** Before the first entry of any journal. */
  public static final Position BEGINNING = new Position(0, 0);

  public Position {
    if (batch < 0 || index < 0) {
      throw new IllegalArgumentException("a position must not be negative");
    }
  }

  @Override
  public int compareTo(Position other) {
    int byBatch = Long.compare(batch, other.batch);
    return byBatch != 0 ? byBatch : Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return batch + ":" + index;
  }
}
