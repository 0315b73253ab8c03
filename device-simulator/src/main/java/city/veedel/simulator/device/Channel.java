package city.veedel.simulator.device;

/** The protocol a device speaks. */
public enum Channel {
  MQTT_3_1_1,
  MQTT_5,
  /** Plain CoAP over UDP; the secret travels in the query, so only on loopback. */
  COAP,
  /** CoAP over DTLS with a pre-shared key; the identity is the device id. */
  COAPS;

  public boolean isMqtt() {
    return this == MQTT_3_1_1 || this == MQTT_5;
  }
}
