package city.veedel.simulator.device;

/** What the sender asks of the protocol: MQTT QoS, or CON and NON in CoAP. */
public enum Delivery {
  /** QoS 0, NON: nothing is promised, nothing is waited for. */
  AT_MOST_ONCE(0),
  /** QoS 1, CON. */
  AT_LEAST_ONCE(1),
  /** QoS 2; MQTT only. */
  EXACTLY_ONCE(2);

  private final int qos;

  Delivery(int qos) {
    this.qos = qos;
  }

  /** Whether the sender waits for an acknowledgement. */
  public boolean isAssured() {
    return this != AT_MOST_ONCE;
  }

  /** The MQTT QoS. */
  public int qos() {
    return qos;
  }
}
