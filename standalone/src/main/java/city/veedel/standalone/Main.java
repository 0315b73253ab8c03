package city.veedel.standalone;

import city.veedel.standalone.command.VeedelCommand;

/** The entry point of {@code ./veedel}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(VeedelCommand.execute(System.out, System.err, System.getenv(), arguments));
  }
}
