package city.veedel.standalone;

import city.veedel.standalone.command.VeedelCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry point of {@code ./veedel}. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] arguments) {
    int exitCode = 1;
    try {
      exitCode = VeedelCommand.execute(System.out, System.err, System.getenv(), arguments);
    } catch (Throwable e) {
      // Whatever it is, say it and end: threads of the parts would keep a broken process alive.
      LOG.error("The command broke", e);
    } finally {
      System.exit(exitCode);
    }
  }
}
