package city.veedel.standalone.command;

import city.veedel.schema.audit.Act;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.product.RunningProduct;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./veedel up}: the product on one machine, without a simulator. */
@Audited({Act.ACCOUNT_CREATED, Act.PASSWORD_CHANGED, Act.BRIDGES_CHANGED})
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Runs the product on this machine until it is stopped.")
final class UpCommand implements Callable<Integer> {
  private final Context context;

  UpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (StopSignal stop = StopSignal.install();
        Product product = Product.start(context.settings())) {
      product
          .generatedAdminPassword()
          .ifPresent(password -> tellPassword(context.console(), password));
      RunningProduct running = product.running();
      context.console().note("Ready: " + running.url() + "   (stop with Ctrl-C)");
      while (!stop.await(Duration.ofMillis(200))) {
        Optional<String> failure = product.failure();
        if (failure.isPresent()) {
          throw new CommandFailure(ExitCode.FAILED, failure.get());
        }
      }
      context.console().note("Stopping");
    }
    return ExitCode.OK;
  }

  static void tellPassword(Console console, String password) {
    console.note("Log in as admin with this password; it is shown once: " + password);
  }
}
