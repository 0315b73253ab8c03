package city.veedel.model;

import java.util.Optional;

/** What a network server wraps around the bytes of a device. */
public enum Envelope {
  /** The payload is the device's own. */
  NONE("none"),
  /** JSON of The Things Stack v3: {@code uplink_message.frm_payload}, {@code f_port}. */
  THE_THINGS_STACK_V3("the-things-stack-v3"),
  /** JSON of ChirpStack v4's {@code up} event: {@code data}, {@code fPort}. */
  CHIRPSTACK_V4("chirpstack-v4");

  private final String code;

  Envelope(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static Optional<Envelope> findByCode(String code) {
    for (Envelope envelope : values()) {
      if (envelope.code.equals(code)) {
        return Optional.of(envelope);
      }
    }
    return Optional.empty();
  }
}
