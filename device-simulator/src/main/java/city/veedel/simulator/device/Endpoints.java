package city.veedel.simulator.device;

/**
 * Where the product listens.
 *
 * @param coapPort plain CoAP, or 0 where it is off
 * @param coapsPort CoAP over DTLS, or 0 where it is off
 */
public record Endpoints(
    String mqttHost, int mqttPort, String coapHost, int coapPort, int coapsPort) {
  public Endpoints {
    checkPort("MQTT", mqttPort);
    checkPort("CoAP", coapPort);
    checkPort("CoAPS", coapsPort);
  }

  private static void checkPort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the " + name + " port must be 0 to 65535, was " + port);
    }
  }
}
