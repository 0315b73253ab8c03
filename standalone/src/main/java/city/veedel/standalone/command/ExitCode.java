package city.veedel.standalone.command;

/** What the shell gets. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int CONFIGURATION = 3;
  static final int UNREACHABLE = 4;
  static final int PARTIAL = 5;

  private ExitCode() {}
}
