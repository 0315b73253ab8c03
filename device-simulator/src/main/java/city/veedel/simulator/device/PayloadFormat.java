package city.veedel.simulator.device;

/** How a payload is written. Numbers: IANA CoAP Content-Formats. */
public enum PayloadFormat {
  /** The platform's own JSON. */
  JSON(50, "application/json"),
  SENML_JSON(110, "application/senml+json"),
  SENML_CBOR(112, "application/senml+cbor");

  private final int coapNumber;
  private final String mediaType;

  PayloadFormat(int coapNumber, String mediaType) {
    this.coapNumber = coapNumber;
    this.mediaType = mediaType;
  }

  public int coapNumber() {
    return coapNumber;
  }

  public String mediaType() {
    return mediaType;
  }
}
