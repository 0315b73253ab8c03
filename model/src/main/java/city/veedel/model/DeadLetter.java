package city.veedel.model;

/**
 * A message, or a part of one, that was taken and acknowledged but cannot be stored as it is. Kept
 * as durably as an observation, so that it can be searched, repaired and replayed once.
 *
 * @param address MQTT topic or CoAP/HTTP path it was sent to
 * @param contentFormat media type of the payload, such as {@code application/json}
 * @param detail what was seen and what was allowed, in English
 * @param pointer where: a JSON Pointer (RFC 6901), a line and column, or empty
 * @param observations how many observations it stands for; an undecodable message counts as one
 * @param acknowledged whether the sender got a success code for it. MQTT 3.1.1 knows no error
 *     PUBACK; in other protocols the sender was told
 */
public record DeadLetter(
    Provenance provenance,
    String address,
    String contentFormat,
    RefusalReason reason,
    String detail,
    String pointer,
    Payload payload,
    int observations,
    boolean acknowledged) {
  public static final int MAX_DETAIL_LENGTH = 1024;

  /**
   * The format of an observation that was decoded and could not be stored: the platform's own JSON,
   * whatever the device's type reads, of a number in the unit that the type had then.
   */
  public static final String OBSERVATION_FORMAT = "application/vnd.veedel.observation+json";

  public DeadLetter {
    if (observations < 1) {
      throw new IllegalArgumentException("a dead letter stands for at least one observation");
    }
    if (detail.length() > MAX_DETAIL_LENGTH) {
      detail = detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
    }
  }
}
