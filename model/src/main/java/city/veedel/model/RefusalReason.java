package city.veedel.model;

import java.util.Optional;

/**
 * The closed list of reasons for which a message is refused, each with a stable code and its answer
 * in every protocol. A new reason does not compile until it has an answer everywhere.
 *
 * <p>MQTT 5 reason codes: section 2.4 of the standard. A PUBACK of 0x80 or more tells the sender
 * not to send again ([MQTT-4.4.0-2]), so only what can never succeed has one; overload is answered
 * by silence and back-pressure instead. CoAP codes: RFC 7252, section 12.1.2, written class × 32 +
 * detail; 4.29 is RFC 8516. HTTP: RFC 9110, RFC 6585.
 */
public enum RefusalReason {
  /** Not parsable in the format it claims to have. */
  PAYLOAD_MALFORMED("payload_malformed", true, 0x99, Coap.BAD_REQUEST, 422),
  /** Parsable, but a value is not what the format or the device type allows. */
  VALUE_INVALID("value_invalid", true, 0x99, Coap.BAD_REQUEST, 422),
  /** A number outside of what is plausible for its property. */
  VALUE_IMPLAUSIBLE("value_implausible", true, 0x99, Coap.BAD_REQUEST, 422),
  /** The unit cannot be converted into the unit of the datastream. */
  UNIT_MISMATCH("unit_mismatch", true, 0x99, Coap.BAD_REQUEST, 422),
  /** A text for a number, or the reverse; found when storing. */
  RESULT_TYPE_MISMATCH("result_type_mismatch", true, 0x99, Coap.BAD_REQUEST, 422),
  /** The device's clock is outside what its type accepts. */
  TIME_OUT_OF_RANGE("time_out_of_range", true, 0x99, Coap.BAD_REQUEST, 422),
  /** The device does not speak for this thing and may not create it. */
  THING_UNKNOWN("thing_unknown", true, 0x99, Coap.NOT_FOUND, 404),
  /** The device's type does not decode this content format. */
  FORMAT_UNSUPPORTED("format_unsupported", true, 0x99, Coap.UNSUPPORTED_CONTENT_FORMAT, 415),
  /** The database will not take the row; found when storing. */
  STORE_REFUSED("store_refused", true, 0x83, Coap.BAD_REQUEST, 422),
  /** The payload is longer than its limit. Too large to keep. */
  TOO_LARGE("too_large", false, 0x95, Coap.REQUEST_ENTITY_TOO_LARGE, 413),
  /** No such device, wrong secret, or the device is disabled. */
  NOT_AUTHENTICATED("not_authenticated", false, 0x86, Coap.UNAUTHORIZED, 401),
  /** The device may not publish to, or subscribe to, this address. */
  NOT_AUTHORIZED("not_authorized", false, 0x87, Coap.FORBIDDEN, 403),
  /** The address is not one of this platform's. */
  ADDRESS_UNKNOWN("address_unknown", false, 0x90, Coap.NOT_FOUND, 404),
  /** The device sends faster than its limit. */
  RATE_EXCEEDED("rate_exceeded", false, 0x96, Coap.TOO_MANY_REQUESTS, 429),
  /** An operator's quota for this device is used up. */
  QUOTA_EXCEEDED("quota_exceeded", false, 0x97, Coap.TOO_MANY_REQUESTS, 429);

  /** CoAP response codes as raw bytes. */
  private static final class Coap {
    static final int BAD_REQUEST = 0x80;
    static final int UNAUTHORIZED = 0x81;
    static final int FORBIDDEN = 0x83;
    static final int NOT_FOUND = 0x84;
    static final int REQUEST_ENTITY_TOO_LARGE = 0x8D;
    static final int UNSUPPORTED_CONTENT_FORMAT = 0x8F;
    static final int TOO_MANY_REQUESTS = 0x9D;
  }

  private final String code;
  private final boolean kept;
  private final int mqttReasonCode;
  private final int coapCode;
  private final int httpStatus;

  RefusalReason(String code, boolean kept, int mqttReasonCode, int coapCode, int httpStatus) {
    this.code = code;
    this.kept = kept;
    this.mqttReasonCode = mqttReasonCode;
    this.coapCode = coapCode;
    this.httpStatus = httpStatus;
  }

  /** Stable name: metric tag, column value, problem type. */
  public String code() {
    return code;
  }

  /** Whether such a message is kept as a dead letter before it is answered. */
  public boolean kept() {
    return kept;
  }

  /** Reason code of PUBACK, PUBREC or DISCONNECT in MQTT 5. 3.1.1 has PUBACK or close only. */
  public int mqttReasonCode() {
    return mqttReasonCode;
  }

  /** Raw CoAP response code. */
  public int coapCode() {
    return coapCode;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public static Optional<RefusalReason> findByCode(String code) {
    for (RefusalReason reason : values()) {
      if (reason.code.equals(code)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
