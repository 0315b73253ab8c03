package city.veedel.simulator.ledger;

/**
 * A device that keeps a ledger, registered beforehand.
 *
 * @param index its number in the ledger, 0 to 255
 * @param keepsSession MQTT: sends again under the same packet identifier after a reconnect (DUP),
 *     where the server still knows the session; always so with QoS 2
 * @param timed whether its readings carry their time. Without one only QoS 2 keeps a reading from
 *     being stored twice, and nothing is sent again on purpose
 */
public record LedgerDevice(
    int index, String id, String secret, Protocol protocol, boolean keepsSession, boolean timed) {
  /** How it speaks; each of these acknowledges. */
  public enum Protocol {
    MQTT_QOS_1,
    MQTT_QOS_2,
    COAP_CON,
    HTTP
  }

  public LedgerDevice {
    if (index < 0 || index >= NumberedReadings.MAX_DEVICES) {
      throw new IllegalArgumentException("index must be 0 to 255, was " + index);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return id + " (" + protocol + ")";
  }
}
