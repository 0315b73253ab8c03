package city.veedel.standalone.command;

import city.veedel.model.DeviceId;
import city.veedel.schema.audit.Act;
import city.veedel.simulator.DeviceFleet;
import city.veedel.simulator.FleetConfig;
import city.veedel.simulator.FleetTotals;
import city.veedel.simulator.city.CityPlan;
import city.veedel.simulator.device.Endpoints;
import city.veedel.standalone.demo.SimulatedRegistrations;
import city.veedel.standalone.product.RunningProduct;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./veedel simulate}: the simulated Köln against a product that runs elsewhere, in a
 * container or on this machine. Registers its devices in the product's database, so it needs that
 * and the pepper in the data directory.
 */
@Audited(Act.DEVICES_REGISTERED)
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Sends a simulated Köln to a running product.")
final class SimulateCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--mqtt", paramLabel = "HOST:PORT", description = "Default: the running product")
  private @Nullable String mqtt;

  @Option(names = "--coaps", paramLabel = "HOST:PORT", description = "Default: the running product")
  private @Nullable String coaps;

  @Option(names = "--seconds", description = "Stop after N seconds (default: run until Ctrl-C)")
  private int seconds;

  @Option(names = "--speed", defaultValue = "1", description = "How much faster than real time")
  private double speed = 1;

  @Option(names = "--scale", defaultValue = "1", description = "N times as many sensors")
  private int scale = 1;

  SimulateCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Endpoints endpoints = endpoints();
    CityPlan plan = CityPlan.of(DemoCommand.SEED, scale);
    Map<DeviceId, String> secrets =
        context.changingRegistry(
            registry -> SimulatedRegistrations.register(registry, plan.devices()));
    try (StopSignal stop = StopSignal.install();
        DeviceFleet fleet =
            DeviceFleet.start(
                plan,
                secrets,
                endpoints,
                FleetConfig.DEFAULT.withSpeed(speed),
                Clock.systemUTC())) {
      context.console().note(plan.devices().size() + " devices speak   (stop with Ctrl-C)");
      Instant end = seconds > 0 ? Instant.now().plusSeconds(seconds) : Instant.MAX;
      Progress progress = new Progress(context.console(), Duration.ofSeconds(10));
      while (Instant.now().isBefore(end) && !stop.await(Duration.ofMillis(200))) {
        FleetTotals totals = fleet.totals();
        progress.say(() -> totals.sent() + " sent, " + totals.acknowledged() + " acknowledged");
      }
      FleetTotals totals = fleet.stop();
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("sent", totals.sent());
      line.put("acknowledged", totals.acknowledged());
      line.put("refused", totals.refused());
      line.put("unanswered", totals.unanswered());
      context.console().json(line);
      return totals.unanswered() == 0 ? ExitCode.OK : ExitCode.PARTIAL;
    }
  }

  private Endpoints endpoints() {
    if (mqtt == null) {
      RunningProduct product =
          context
              .running()
              .orElseThrow(() ->
                  new CommandFailure(
                      ExitCode.UNREACHABLE,
                      "No product runs here. Start it with ./veedel up, or say --mqtt HOST:PORT."));
      return new Endpoints(
          "127.0.0.1", product.mqtt(), "127.0.0.1", product.coap(), product.coaps());
    }
    String coapHost = coaps == null ? host(mqtt) : host(coaps);
    return new Endpoints(host(mqtt), port(mqtt), coapHost, 0, coaps == null ? 0 : port(coaps));
  }

  private static String host(String address) {
    return address.substring(0, colon(address));
  }

  private static int port(String address) {
    try {
      return Integer.parseInt(address.substring(colon(address) + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be HOST:PORT, was \"" + address + "\"", e);
    }
  }

  private static int colon(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("must be HOST:PORT, was \"" + address + "\"");
    }
    return colon;
  }
}
