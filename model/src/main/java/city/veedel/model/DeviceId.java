package city.veedel.model;

/** What speaks the protocol: MQTT user name, DTLS PSK identity and topic level of one device. */
public record DeviceId(String value) implements Comparable<DeviceId> {
  public DeviceId {
    Slug.check("a device id", value);
  }

  /**
   * Whether {@code value} may be a device id, without an exception for what arrives from outside.
   */
  public static boolean isValid(String value) {
    return Slug.matches(value);
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
