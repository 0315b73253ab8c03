package city.veedel.standalone;

import city.veedel.model.tls.TransportPolicy;
import city.veedel.standalone.command.VeedelCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry point of {@code ./veedel}. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final String NAMED_GROUPS = "jdk.tls.namedGroups";

  private Main() {}

  public static void main(String[] arguments) {
    int exitCode = 1;
    // Of the whole process, because neither Vert.x nor Netty has a setting for it.
    if (System.getProperty(NAMED_GROUPS) == null) {
      System.setProperty(NAMED_GROUPS, String.join(",", TransportPolicy.NAMED_GROUPS));
    }
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
