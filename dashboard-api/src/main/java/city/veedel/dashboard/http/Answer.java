package city.veedel.dashboard.http;

import city.veedel.dashboard.text.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** A whole HTTP answer in memory. The body is nobody's to write to again. */
@SuppressWarnings("ArrayRecordComponent") // Never compared; copying megabytes would help nobody.
record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
  private static final int ETAG_BYTES = 12;

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(Json.Writing writing) {
    return new Answer(
        200, "application/json", Map.of("Cache-Control", "no-cache"), Json.bytes(writing));
  }

  /**
   * @param gzip whether to compress it, if it is worth it: here by all cores, else by one
   */
  static Answer geoJson(Utf8Text text, boolean gzip) {
    boolean zipped = gzip && text.length() >= Answering.COMPRESSED_FROM_BYTES;
    Answer answer =
        new Answer(
            200,
            "application/geo+json",
            Map.of("Cache-Control", "no-cache"),
            zipped ? text.toGzip() : text.toBytes());
    return zipped ? answer.with("Content-Encoding", "gzip") : answer;
  }

  static Answer text(int status, String text) {
    return new Answer(
        status,
        "text/plain; charset=utf-8",
        Map.of("Cache-Control", "no-cache"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  static Answer noContent() {
    return new Answer(204, "", Map.of("Cache-Control", "no-store"), new byte[0]);
  }

  Answer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, more, body);
  }

  Answer as(int otherStatus, String otherContentType) {
    return new Answer(otherStatus, otherContentType, headers, body);
  }

  /** Tagged by its content. Weak, because the same content may leave compressed. */
  Answer tagged() {
    return with("ETag", etagOf(body));
  }

  static String etagOf(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return "W/\"" + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
