package city.veedel.gateway.http;

import city.veedel.decode.ContentFormat;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * What a device is answered: a short JSON object when its message is durable, else a problem (RFC
 * 9457) that says what was seen, what is allowed and where.
 */
record Reply(int status, String mediaType, JsonObject body, MultiMap headers) {
  /** A month may be long, and an operator may raise the quota in it. */
  private static final Duration QUOTA_RETRY_AFTER = Duration.ofHours(1);

  private static final String PROBLEM = "application/problem+json";
  private static final String SUPPORTED =
      Arrays.stream(ContentFormat.values())
          .map(ContentFormat::mediaType)
          .filter(type -> !type.isEmpty())
          .collect(Collectors.joining(", "));

  static Reply to(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          new Reply(
              202,
              "application/json",
              new JsonObject()
                  .put("accepted", accepted.observations())
                  .put("set_aside", accepted.setAside()),
              HttpHeaders.headers());
      case Outcome.Refused refused -> refusal(refused);
      case Outcome.Busy busy -> busy(busy.retryAfter());
    };
  }

  private static Reply refusal(Outcome.Refused refused) {
    Reply reply = problem(refused.reason(), refused.detail());
    reply
        .body()
        .put(
            "errors",
            JsonArray.of(
                new JsonObject()
                    .put("pointer", refused.pointer())
                    .put("code", refused.reason().code())
                    .put("detail", refused.detail())));
    return refused.reason() == RefusalReason.QUOTA_EXCEEDED
        ? reply.with("Retry-After", secondsWithJitter(QUOTA_RETRY_AFTER))
        : reply;
  }

  static Reply busy(Duration retryAfter) {
    return problem(503, "busy", "Busy", "The message was not taken; send it again later.")
        .with("Retry-After", secondsWithJitter(retryAfter));
  }

  static Reply stopping(Duration retryAfter) {
    return problem(
            503, "stopping", "Stopping", "The server is being stopped; send the message again.")
        .with("Retry-After", secondsWithJitter(retryAfter));
  }

  static Reply tooMany(Duration retryAfter) {
    return problem(
            RefusalReason.RATE_EXCEEDED, "This device sends faster than its limit; send later.")
        .with("Retry-After", secondsWithJitter(retryAfter));
  }

  static Reply notAuthenticated() {
    return problem(
            RefusalReason.NOT_AUTHENTICATED,
            "Send the device's secret as \"Authorization: Bearer secret\", or device and secret as"
                + " Basic.")
        .with("WWW-Authenticate", "Bearer realm=\"devices\", Basic realm=\"devices\"");
  }

  static Reply notAuthorized(String device) {
    return problem(
        RefusalReason.NOT_AUTHORIZED, "This device may post to /v1/" + device + "/up only.");
  }

  static Reply methodNotAllowed() {
    return problem(405, "method_not_allowed", "Method not allowed", "Only POST is allowed here.")
        .with("Allow", "POST");
  }

  static Reply tooLarge(int maxBodyBytes) {
    return problem(
        RefusalReason.TOO_LARGE, "The body has more than " + maxBodyBytes + " bytes; split it.");
  }

  static Reply tooSlow(Duration timeout) {
    return problem(
        408,
        "body_timeout",
        "Request timeout",
        "The body did not arrive within " + timeout.toSeconds() + " s.");
  }

  /** Nothing is unpacked here: a few bytes could become any number (CVE-2026-42587). */
  static Reply compressed() {
    return problem(
            RefusalReason.FORMAT_UNSUPPORTED, "Content-Encoding is not supported; send it plain.")
        .with("Accept-Encoding", "identity");
  }

  static Reply mediaTypeUnsupported() {
    return problem(
            RefusalReason.FORMAT_UNSUPPORTED,
            "This Content-Type is not supported. Supported: " + SUPPORTED + ".")
        .with("Accept-Post", SUPPORTED);
  }

  private static Reply problem(RefusalReason reason, String detail) {
    return problem(reason.httpStatus(), reason.code(), sentence(reason.code()), detail);
  }

  private static Reply problem(int status, String code, String title, String detail) {
    return new Reply(
        status,
        PROBLEM,
        new JsonObject()
            .put("type", "urn:veedel:problem:" + code)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("code", code),
        HttpHeaders.headers());
  }

  /** {@code payload_malformed} to {@code Payload malformed}. */
  private static String sentence(String code) {
    return Character.toUpperCase(code.charAt(0)) + code.substring(1).replace('_', ' ');
  }

  /** Spread over half as long again, so that those who were sent away do not return together. */
  private static String secondsWithJitter(Duration atLeast) {
    long seconds = Math.max(1, (atLeast.toMillis() + 999) / 1_000);
    return Long.toString(seconds + ThreadLocalRandom.current().nextLong(seconds / 2 + 2));
  }

  Reply with(String name, String value) {
    headers.set(name, value);
    return this;
  }

  void send(HttpServerResponse response) {
    response.setStatusCode(status);
    response.headers().addAll(headers);
    response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.end(body.toBuffer());
  }
}
