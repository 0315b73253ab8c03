package city.veedel.model;

/** What the phenomenon time of an averaged value marks. */
public enum TimeMarks {
  /** The value holds at this instant; it is not averaged. */
  INSTANT("instant"),
  /** The averaging period begins here. */
  START("start"),
  /** The averaging period ends here. */
  END("end");

  private final String code;

  TimeMarks(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static TimeMarks ofCode(String code) {
    for (TimeMarks marks : values()) {
      if (marks.code.equals(code)) {
        return marks;
      }
    }
    throw new IllegalArgumentException("unknown time marks \"" + code + "\"");
  }
}
