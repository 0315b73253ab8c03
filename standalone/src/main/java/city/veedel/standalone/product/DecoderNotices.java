package city.veedel.standalone.product;

import city.veedel.script.SwitchOffListener;
import city.veedel.script.SwitchedOff;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of device types whose script ran over its bounds too often. */
final class DecoderNotices implements SwitchOffListener {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderNotices.class);

  private final Counter switchedOff;

  DecoderNotices(MeterRegistry meters) {
    this.switchedOff =
        Counter.builder("veedel.decoder.switched.off")
            .description("How often a device type was switched off because of its script")
            .register(meters);
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
