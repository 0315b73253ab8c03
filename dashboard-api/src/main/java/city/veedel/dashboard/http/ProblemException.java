package city.veedel.dashboard.http;

/** A question that cannot be answered; thrown while reading it, answered in one place. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // No stack trace: anybody can cause these by the thousand.
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
