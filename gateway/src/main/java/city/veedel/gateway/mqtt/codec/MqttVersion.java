package city.veedel.gateway.mqtt.codec;

/** The protocol levels spoken here (section 3.1.2.2). */
public enum MqttVersion {
  V3_1_1,
  V5;

  /** Tag value of metrics. */
  public String code() {
    return this == V5 ? "5.0" : "3.1.1";
  }
}
