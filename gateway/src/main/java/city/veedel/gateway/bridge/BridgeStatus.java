package city.veedel.gateway.bridge;

/**
 * A look at a bridge, for health and metrics.
 *
 * @param detail in English: since when it is connected, or why it is not
 * @param accepted messages that are durable and acknowledged
 * @param setAside messages kept as dead letters and acknowledged
 * @param discarded messages acknowledged and not kept, because they could never be taken: too
 *     large, of no registered device, of no route, or over the device's quota. They would come back
 *     for ever
 * @param retainedSkipped retained messages of routes that do not take them
 * @param reconnects connections after the first
 */
public record BridgeStatus(
    String name,
    State state,
    String detail,
    long accepted,
    long setAside,
    long discarded,
    long retainedSkipped,
    long reconnects) {
  /** Where a bridge stands. */
  public enum State {
    CONNECTING,
    CONNECTED,
    /** The journal has failed for good: nothing is taken any more. */
    FAILED,
    STOPPED
  }
}
