package city.veedel.gateway.mqtt.codec;

/**
 * The peer broke the protocol; the connection ends with this reason. Thrown by the decoder and by
 * the protocol layer, caught once, where frames are taken from the socket. Has no stack trace: a
 * hostile client must not make us collect one per packet. The explanation never holds text of the
 * peer.
 */
public final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ReasonCode reason;
  private final String explanation;

  /**
   * @param explanation what was seen and what was allowed, for the peer
   */
  public ProtocolViolation(ReasonCode reason, String explanation) {
    super(explanation, null, false, false);
    this.reason = reason;
    this.explanation = explanation;
  }

  public ReasonCode reason() {
    return reason;
  }

  public String explanation() {
    return explanation;
  }

  static ProtocolViolation malformed(String message) {
    return new ProtocolViolation(ReasonCode.MALFORMED_PACKET, message);
  }

  static ProtocolViolation error(String message) {
    return new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, message);
  }
}
