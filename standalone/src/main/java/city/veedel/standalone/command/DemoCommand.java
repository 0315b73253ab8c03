package city.veedel.standalone.command;

import city.veedel.model.DeviceId;
import city.veedel.schema.audit.Act;
import city.veedel.schema.receipt.ReceiptTotals;
import city.veedel.schema.receipt.Receipts;
import city.veedel.simulator.DeviceFleet;
import city.veedel.simulator.FleetConfig;
import city.veedel.simulator.FleetTotals;
import city.veedel.simulator.city.CityPlan;
import city.veedel.simulator.device.Endpoints;
import city.veedel.standalone.demo.Balance;
import city.veedel.standalone.demo.SimulatedRegistrations;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.product.RunningProduct;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./veedel demo}: everything in one JVM, and a simulated Köln that sends through the real
 * MQTT and CoAP ports.
 */
@Audited({Act.ACCOUNT_CREATED, Act.PASSWORD_CHANGED, Act.BRIDGES_CHANGED, Act.DEVICES_REGISTERED})
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs everything with a simulated Köln, and shows it on a live map.")
final class DemoCommand implements Callable<Integer> {
  /** The simulated Köln is always the same city. */
  static final long SEED = 50_667;

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
  private final Context context;

  @Option(names = "--seconds", description = "Stop after N seconds (default: run until Ctrl-C)")
  private int seconds;

  @Option(
      names = "--speed",
      defaultValue = "1",
      description = "How much faster than real time the city sends")
  private double speed = 1;

  @Option(names = "--scale", defaultValue = "1", description = "N times as many sensors")
  private int scale = 1;

  DemoCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Console console = context.console();
    // Of the JVM, so that its own start is counted, and a build before it is not.
    Instant begun = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    CityPlan plan = CityPlan.of(SEED, scale);
    try (StopSignal stop = StopSignal.install();
        Product product = Product.start(context.demoSettings())) {
      product
          .generatedAdminPassword()
          .ifPresent(password -> UpCommand.tellPassword(console, password));
      Map<DeviceId, String> secrets =
          SimulatedRegistrations.register(product.registry(), plan.devices());
      product.refreshRegistry();
      Receipts receipts = new Receipts(product.database());
      ReceiptTotals assuredBefore = receipts.totals(true);
      ReceiptTotals unassuredBefore = receipts.totals(false);
      RunningProduct running = product.running();
      DeviceFleet fleet =
          DeviceFleet.start(
              plan,
              secrets,
              new Endpoints(
                  "127.0.0.1", running.mqtt(), "127.0.0.1", running.coap(), running.coaps()),
              FleetConfig.DEFAULT.withSpeed(speed),
              Clock.systemUTC());
      console.note(
          "Köln lives: "
              + plan.devices().stream().mapToInt(device -> device.things().size()).sum()
              + " sensors behind "
              + plan.devices().size()
              + " devices, started in "
              + millisSince(begun)
              + " ms");
      console.note("Open " + running.url() + "   (stop with Ctrl-C)");
      waitForTheEnd(stop, product, fleet, begun);
      console.note("Stopping: waiting for the last answers and for the store");
      FleetTotals senders = fleet.stop();
      boolean drained = product.drain(DRAIN_LIMIT);
      Balance balance =
          new Balance(
              senders,
              receipts.totals(true).minus(assuredBefore),
              receipts.totals(false).minus(unassuredBefore));
      if (!drained) {
        console.note("The store has not caught up within " + DRAIN_LIMIT.toSeconds() + " s");
      }
      console.json(balance.line());
      return balance.isEven() && drained ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private void waitForTheEnd(StopSignal stop, Product product, DeviceFleet fleet, Instant begun)
      throws InterruptedException {
    Instant end = seconds > 0 ? Instant.now().plusSeconds(seconds) : Instant.MAX;
    Progress progress = new Progress(context.console(), Duration.ofSeconds(10));
    boolean stored = false;
    while (Instant.now().isBefore(end) && !stop.await(Duration.ofMillis(stored ? 200 : 20))) {
      if (!stored && product.stored() > 0) {
        stored = true;
        context
            .console()
            .note("First reading stored " + millisSince(begun) + " ms after the start");
      }
      Optional<String> failure = product.failure();
      if (failure.isPresent()) {
        throw new CommandFailure(ExitCode.FAILED, failure.get());
      }
      FleetTotals totals = fleet.totals();
      progress.say(() ->
          totals.sent()
              + " sent, "
              + totals.acknowledged()
              + " acknowledged, "
              + product.stored()
              + " stored");
    }
  }

  private static long millisSince(Instant begun) {
    return Duration.between(begun, Instant.now()).toMillis();
  }
}
