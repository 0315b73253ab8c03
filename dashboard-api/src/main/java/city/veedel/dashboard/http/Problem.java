package city.veedel.dashboard.http;

import java.util.List;
import java.util.Map;

/**
 * An answer that is no success, in the form of RFC 9457.
 *
 * @param code stable name of the kind of problem
 * @param title the same for every problem of this code
 * @param detail what was seen, what is allowed, what to do
 * @param faults what exactly is wrong with the question; may be empty
 * @param headers such as Retry-After
 */
record Problem(
    int status,
    String code,
    String title,
    String detail,
    List<Fault> faults,
    Map<String, String> headers) {

  static final String MEDIA_TYPE = "application/problem+json";

  /**
   * @param pointer JSON Pointer into the body, or {@code ?name} for a parameter
   */
  record Fault(String pointer, String detail) {}

  Problem {
    faults = List.copyOf(faults);
    headers = Map.copyOf(headers);
  }

  static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, List.of(), Map.of());
  }

  static Problem invalidParameter(String name, String detail) {
    return new Problem(
        400,
        "parameter_invalid",
        "A parameter is not valid",
        name + ": " + detail,
        List.of(new Fault("?" + name, detail)),
        Map.of());
  }

  static Problem invalidBody(String pointer, String detail) {
    return new Problem(
        400,
        "body_invalid",
        "The request body is not valid",
        (pointer.isEmpty() ? "The body" : pointer) + ": " + detail,
        List.of(new Fault(pointer, detail)),
        Map.of());
  }

  static Problem notFound(String detail) {
    return of(404, "not_found", "There is nothing here", detail);
  }

  static Problem retryLater(int status, String code, String title, String detail, long seconds) {
    return new Problem(
        status,
        code,
        title,
        detail,
        List.of(),
        Map.of("Retry-After", Long.toString(Math.max(1, seconds))));
  }

  Answer toAnswer() {
    byte[] body =
        Json.bytes(json -> {
          json.writeStartObject();
          json.writeStringField("type", "urn:veedel:problem:" + code);
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          json.writeStringField("code", code);
          if (!faults.isEmpty()) {
            json.writeArrayFieldStart("errors");
            for (Fault fault : faults) {
              json.writeStartObject();
              json.writeStringField("pointer", fault.pointer());
              json.writeStringField("detail", fault.detail());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
    Answer answer = new Answer(status, MEDIA_TYPE, Map.of("Cache-Control", "no-store"), body);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }
}
