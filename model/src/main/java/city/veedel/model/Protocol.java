package city.veedel.model;

/** The way a message came in. */
public enum Protocol {
  MQTT("mqtt"),
  COAP("coap"),
  HTTP("http"),
  BRIDGE("bridge");

  private final String code;

  Protocol(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
