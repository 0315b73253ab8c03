package city.veedel.standalone.product;

import city.veedel.decode.Fault;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.DeviceType;
import city.veedel.script.SwitchOffListener;
import city.veedel.script.SwitchedOff;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of device types whose messages are not decoded, and why. */
final class DecoderNotices implements SwitchOffListener, TypeDecoders.BrokenListener {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderNotices.class);

  private final Counter switchedOff;
  private final Counter broken;

  DecoderNotices(MeterRegistry meters) {
    this.switchedOff =
        Counter.builder("veedel.decoder.switched.off")
            .description("How often a device type was switched off because of its script")
            .register(meters);
    this.broken =
        Counter.builder("veedel.decoder.broken")
            .description("Versions of device types met whose decoder cannot be made")
            .register(meters);
  }

  @Override
  public void broken(DeviceType type, List<Fault> faults) {
    broken.increment();
    LOG.warn(
        "Version {} of device type {} cannot decode: {} ({}). Its messages are kept as dead"
            + " letters; mend the type, then replay them.",
        type.version(),
        type.id(),
        faults.getFirst().detail(),
        faults.getFirst().place());
  }

  @Override
  public void switchedOff(SwitchedOff notice) {
    switchedOff.increment();
    LOG.warn(
        "The decoder of device type {} is switched off until {}: {}. Its messages are kept as dead"
            + " letters; mend the script, then replay them.",
        notice.typeId(),
        notice.until(),
        notice.why());
  }
}
