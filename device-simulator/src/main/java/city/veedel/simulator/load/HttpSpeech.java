package city.veedel.simulator.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/1.1 push over one kept connection, one request at a time as devices do it: the window must
 * be 1.
 */
final class HttpSpeech implements Speech {
  private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final LoadDevice device;
  private final JsonTemplate payload;
  private final byte[] head;

  HttpSpeech(LoadDevice device, JsonTemplate payload) {
    this.device = device;
    this.payload = payload;
    this.head =
        ("POST /v1/"
                + device.id()
                + "/up HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + device.secret()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + payload.length()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void greet(ByteBuffer out) {
    // HTTP begins with the first request.
  }

  @Override
  public int messageLength() {
    return head.length + payload.length();
  }

  @Override
  public void send(int slot, long timeMicros, long number, ByteBuffer out) {
    out.put(head);
    payload.write(timeMicros, number, out);
  }

  @Override
  public void receive(ByteBuffer in, ByteBuffer out, Answers answers) throws IOException {
    while (true) {
      int headEnd = endOfHeaders(in);
      if (headEnd < 0) {
        return;
      }
      byte[] header = new byte[headEnd - in.position()];
      in.get(in.position(), header);
      String text = new String(header, StandardCharsets.ISO_8859_1);
      int length = contentLength(text);
      if (in.limit() - headEnd < length) {
        return;
      }
      in.position(headEnd + length);
      if (text.startsWith("2", STATUS_AT)) {
        answers.succeeded(0);
      } else {
        answers.refused(0);
      }
    }
  }

  private static int endOfHeaders(ByteBuffer in) {
    for (int at = in.position(); at <= in.limit() - END_OF_HEADERS.length; at++) {
      if (in.get(at) == '\r'
          && in.get(at + 1) == '\n'
          && in.get(at + 2) == '\r'
          && in.get(at + 3) == '\n') {
        return at + END_OF_HEADERS.length;
      }
    }
    return -1;
  }

  private static int contentLength(String header) throws IOException {
    String name = "\r\ncontent-length:";
    int at = header.toLowerCase(java.util.Locale.ROOT).indexOf(name);
    if (at < 0) {
      if (header.startsWith("204", STATUS_AT)) {
        return 0;
      }
      throw new IOException("an answer without a length: " + header.lines().findFirst().orElse(""));
    }
    int from = at + name.length();
    return Integer.parseInt(header.substring(from, header.indexOf("\r\n", from)).strip());
  }

  @Override
  public String toString() {
    return device.id();
  }
}
