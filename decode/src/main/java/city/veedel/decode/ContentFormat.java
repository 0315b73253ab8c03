package city.veedel.decode;

import java.util.Locale;
import java.util.Optional;

/**
 * What a payload claims to be. Numbers: IANA CoAP Content-Formats registry (RFC 7252, section 12.3;
 * SenML: RFC 8428, section 12.3).
 */
public enum ContentFormat {
  JSON(50, "application/json"),
  SENML_JSON(110, "application/senml+json"),
  SENML_CBOR(112, "application/senml+cbor"),
  CBOR(60, "application/cbor"),
  OCTETS(42, "application/octet-stream"),
  /** The sender did not say: MQTT 3.1.1, or a missing Content-Format option. */
  UNDECLARED(-1, "");

  private final int coapNumber;
  private final String mediaType;

  ContentFormat(int coapNumber, String mediaType) {
    this.coapNumber = coapNumber;
    this.mediaType = mediaType;
  }

  public int coapNumber() {
    return coapNumber;
  }

  public String mediaType() {
    return mediaType;
  }

  public static Optional<ContentFormat> findByCoapNumber(int number) {
    for (ContentFormat format : values()) {
      if (format.coapNumber == number) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** By media type, parameters such as {@code charset} left aside. */
  public static Optional<ContentFormat> findByMediaType(String header) {
    int semicolon = header.indexOf(';');
    String wanted =
        (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    for (ContentFormat format : values()) {
      if (format.mediaType.equals(wanted)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
