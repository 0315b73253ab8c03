package city.veedel.standalone.command;

import city.veedel.model.DeviceId;
import city.veedel.schema.audit.Act;
import city.veedel.simulator.ReplayConfig;
import city.veedel.simulator.ReplayProgress;
import city.veedel.simulator.ReplayTotals;
import city.veedel.simulator.Replayer;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.replay.Recordings;
import city.veedel.simulator.replay.ReplayPlan;
import city.veedel.standalone.demo.SimulatedRegistrations;
import city.veedel.standalone.product.RunningProduct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel replay}: recorded city data through the front door of the running product. */
@Audited({Act.DEVICE_TYPE_ADDED, Act.DEVICES_REGISTERED})
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Sends recorded city data to the running product, as devices would.")
final class ReplayCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Recordings, or directories of them")
  private List<Path> files = List.of();

  @Option(
      names = "--speed",
      defaultValue = "0",
      description = "How much faster than recorded; 0: as fast as acknowledged (default)")
  private double speed;

  @Option(names = "--protocol", defaultValue = "mqtt", description = "mqtt or coap (default: mqtt)")
  private String protocol = "mqtt";

  ReplayCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunningProduct product =
        context
            .running()
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.UNREACHABLE, "No product runs here. Start it: ./veedel up"));
    ReplayConfig config = ReplayConfig.DEFAULT.with(channel(product), speed);
    ReplayPlan plan = Recordings.open(files);
    Map<DeviceId, String> secrets =
        context.changingRegistry(registry -> {
          SimulatedRegistrations.addTypes(registry, plan.types());
          return SimulatedRegistrations.register(registry, plan.devices());
        });
    context
        .console()
        .note(plan.recordings().size() + " recordings, " + plan.devices().size() + " devices");
    Progress progress = new Progress(context.console());
    ReplayTotals totals =
        Replayer.run(
            plan,
            secrets,
            new Endpoints(
                "127.0.0.1", product.mqtt(), "127.0.0.1", product.coap(), product.coaps()),
            config,
            step -> progress.say(() -> describe(step)));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("sent", totals.delivery().sent());
    line.put("acknowledged", totals.delivery().acknowledged());
    line.put("refused", totals.delivery().refused());
    line.put("unanswered", totals.delivery().unanswered());
    line.put("seconds", totals.took().toMillis() / 1000.0);
    line.put("observations_by_recording", new TreeMap<>(totals.observationsByRecording()));
    context.console().json(line);
    return totals.delivery().unanswered() == 0 && totals.delivery().refused() == 0
        ? ExitCode.OK
        : ExitCode.PARTIAL;
  }

  private Channel channel(RunningProduct product) {
    return switch (protocol) {
      case "mqtt" -> Channel.MQTT_5;
      case "coap" -> product.coap() != 0 ? Channel.COAP : Channel.COAPS;
      default ->
          throw new IllegalArgumentException(
              "--protocol must be mqtt or coap, was \"" + protocol + "\"");
    };
  }

  private static String describe(ReplayProgress step) {
    long percent = step.bytesTotal() == 0 ? 100 : 100 * step.bytesRead() / step.bytesTotal();
    return percent
        + " %  "
        + step.recording()
        + "  "
        + step.observationsAcknowledged()
        + " of "
        + step.observationsSent()
        + " acknowledged, at "
        + step.recordedTime();
  }
}
