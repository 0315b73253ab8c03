package city.veedel.journal;

/**
 * A reader asked for a position this journal has not reached: the journal was put back to an older
 * copy, or the position belongs to another one. Waiting would skip what is appended from now on.
 */
public final class PositionAheadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PositionAheadException(Position asked, Position next) {
    super(
        "position "
            + asked
            + " was asked for, but this journal goes on at "
            + next
            + ": it was put back to an older copy, or the position is another journal's");
  }
}
