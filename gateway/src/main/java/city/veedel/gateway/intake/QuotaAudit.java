package city.veedel.gateway.intake;

/** Port: who keeps that a device has used up its quota. */
@FunctionalInterface
public interface QuotaAudit {
  /**
   * Takes the excess, to be kept later; never blocks.
   *
   * @return false when it cannot be taken now; the device's next message tells it again
   */
  boolean take(QuotaExcess excess);
}
