package city.veedel.gateway.coap;

import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/** A response of ours, as against one Californium makes by itself. */
final class Answer extends Response {
  /** So that no diagnostic needs more than one datagram. */
  private static final int MAX_DIAGNOSTIC_BYTES = 512;

  /** A month may be long, and an operator may raise the quota in it. */
  private static final Duration QUOTA_RETRY_AFTER = Duration.ofHours(1);

  /** Header, separate response options and payload marker of the largest answer without payload. */
  private static final int MAX_BARE_BYTES = 4 + 8 + 16;

  private Answer(ResponseCode code) {
    super(code);
  }

  /** What an outcome is in CoAP. Codes: {@link RefusalReason#coapCode()}. */
  static Answer to(Outcome outcome, int maxBodyBytes) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> new Answer(ResponseCode.CHANGED);
      case Outcome.Refused refused -> refusal(refused, maxBodyBytes);
      case Outcome.Busy busy -> wait(ResponseCode.SERVICE_UNAVAILABLE, busy.retryAfter());
    };
  }

  static Answer to(Doorkeeper.Verdict.TurnedAway verdict) {
    Answer answer = new Answer(verdict.code());
    if (verdict.size1() > 0) {
      answer.getOptions().setSize1(verdict.size1());
    }
    return answer.saying(verdict.detail());
  }

  /** RFC 7252, section 5.9.3.4 and RFC 8516: Max-Age says when to come back, in seconds. */
  static Answer wait(ResponseCode code, Duration atLeast) {
    Answer answer = new Answer(code);
    answer.getOptions().setMaxAge(secondsWithJitter(atLeast));
    return answer;
  }

  private static Answer refusal(Outcome.Refused refused, int maxBodyBytes) {
    Answer answer = new Answer(ResponseCode.valueOf(refused.reason().coapCode()));
    if (refused.reason() == RefusalReason.TOO_LARGE) {
      answer.getOptions().setSize1(maxBodyBytes);
    }
    if (refused.reason() == RefusalReason.QUOTA_EXCEEDED) {
      answer.getOptions().setMaxAge(secondsWithJitter(QUOTA_RETRY_AFTER));
    }
    String place = refused.pointer().isEmpty() ? "" : " at " + refused.pointer();
    return answer.saying(refused.reason().code() + place + ": " + refused.detail());
  }

  /** A diagnostic payload (RFC 7252, section 5.5.2): text for people, not meant to be parsed. */
  private Answer saying(String diagnostic) {
    setPayload(cut(diagnostic, MAX_DIAGNOSTIC_BYTES));
    return this;
  }

  /**
   * Shortens the diagnostic so that this answer is no larger than the request. Without DTLS the
   * sender's address is not proven, and an answer larger than its request could be aimed at others.
   */
  Answer noLargerThan(Request request) {
    byte[] bytes = request.getBytes();
    int room = (bytes == null ? 0 : bytes.length) - MAX_BARE_BYTES;
    if (getPayloadSize() > room) {
      setPayload(room <= 0 ? new byte[0] : cut(getPayloadString(), room));
    }
    return this;
  }

  /** Spread over half as long again, so that those who were sent away do not return together. */
  private static long secondsWithJitter(Duration atLeast) {
    long seconds = Math.max(1, (atLeast.toMillis() + 999) / 1_000);
    return seconds + ThreadLocalRandom.current().nextLong(seconds / 2 + 2);
  }

  private static byte[] cut(String text, int maxBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= maxBytes) {
      return bytes;
    }
    int end = maxBytes;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
