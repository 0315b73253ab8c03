package city.veedel.simulator.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** A server of one device, in order or with one of the faults that attackers have to notice. */
final class Doorkeeper implements AutoCloseable {
  /** Of the device that it knows. */
  static final String SECRET = "its-secret";

  static final byte[] COOKIE = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final byte[] WELCOME = {0x20, 3, 0, 0, 0};
  private static final byte[] NOT_AUTHORIZED = {0x20, 3, 0, (byte) 0x87, 0};
  private static final byte[] LIVE_STREAM =
      "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TOO_LARGE =
      "HTTP/1.1 413 Content Too Large\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = new byte[0];
  private static final int LONGEST_REMEMBERED = 1 << 20;
  private static final int LONGEST_LEFT_UNANSWERED = 5;
  private static final int COAP_HEADER_BYTES = 4;
  private static final byte COAP_POST = 2;
  private static final int COAP_CHANGED = 0x44;
  private static final int COAP_UNAUTHORIZED = 0x81;

  private final ServerSocket mqtt = tcp();
  private final ServerSocket http = tcp();
  private final DatagramSocket coap = udp();
  private final DatagramSocket coaps = udp();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<byte[]> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Manner manner = Manner.STRICT;

  /** How it treats who comes. */
  enum Manner {
    /** Lets the secret it knows in, listens for a moment, throws everybody out. */
    STRICT,
    /** Lets nobody in. */
    CLOSED,
    /** Takes any secret over MQTT. */
    GULLIBLE_OVER_MQTT,
    /** Takes any secret over CoAP. */
    GULLIBLE_OVER_COAP,
    /** Listens for ever. */
    PATIENT,
    /** Lets everybody in, and neither listens any more nor throws anybody out. */
    DEAF
  }

  Doorkeeper() throws IOException {
    Thread.ofVirtual().start(() -> accept(mqtt, this::answerConnect));
    Thread.ofVirtual().start(() -> accept(http, this::answerRequest));
    Thread.ofVirtual().start(() -> receive(coap, this::answerCoap));
    Thread.ofVirtual().start(() -> receive(coaps, _ -> answerHello()));
  }

  /** From now on, with all that come. */
  void behave(Manner how) {
    manner = how;
  }

  private static ServerSocket tcp() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static DatagramSocket udp() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  Target target() {
    return new Target(
        mqtt.getLocalPort(),
        http.getLocalPort(),
        coap.getLocalPort(),
        coaps.getLocalPort(),
        List.of("good-1"));
  }

  /** All of every connection that is over, and every datagram. */
  List<byte[]> heard() {
    return heard;
  }

  private void accept(ServerSocket server, UnaryOperator<byte[]> answer) {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> bear(socket, answer));
      }
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  private void bear(Socket socket, UnaryOperator<byte[]> answer) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (socket) {
      boolean isPatient = manner == Manner.PATIENT || manner == Manner.DEAF;
      socket.setSoTimeout(isPatient ? 0 : (int) PATIENCE.toMillis());
      boolean isAnswered = false;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      InputStream in = socket.getInputStream();
      byte[] chunk = new byte[1 << 14];
      while (isPatient || System.nanoTime() - deadline < 0) {
        int length = in.read(chunk);
        if (length < 0) {
          return;
        }
        if (all.size() < LONGEST_REMEMBERED) {
          all.write(chunk, 0, length);
        }
        if (!isAnswered && length > LONGEST_LEFT_UNANSWERED) {
          isAnswered = true;
          socket.getOutputStream().write(answer.apply(all.toByteArray()));
          if (manner == Manner.DEAF) {
            closing.await();
          }
        }
      }
    } catch (SocketTimeoutException e) {
      // Silent for long enough.
    } catch (IOException | InterruptedException e) {
      // Gone, or closed at the end of the test.
    } finally {
      open.remove(socket);
      heard.add(all.toByteArray());
    }
  }

  private void receive(DatagramSocket socket, UnaryOperator<byte[]> answering) {
    DatagramPacket datagram = new DatagramPacket(new byte[2_048], 2_048);
    try {
      while (true) {
        socket.receive(datagram);
        byte[] asked = Arrays.copyOf(datagram.getData(), datagram.getLength());
        heard.add(asked);
        byte[] answer = answering.apply(asked);
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, datagram.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  private byte[] answerConnect(byte[] connect) {
    return switch (manner) {
      case GULLIBLE_OVER_MQTT, DEAF -> WELCOME;
      case CLOSED -> NOT_AUTHORIZED;
      case STRICT, GULLIBLE_OVER_COAP, PATIENT ->
          text(connect).contains(SECRET) ? WELCOME : NOT_AUTHORIZED;
    };
  }

  private byte[] answerRequest(byte[] request) {
    boolean isViewer = text(request).contains("GET /api/v1/live");
    return isViewer && manner != Manner.CLOSED ? LIVE_STREAM : TOO_LARGE;
  }

  private byte[] answerCoap(byte[] datagram) {
    if (manner == Manner.CLOSED
        || datagram.length < COAP_HEADER_BYTES
        || datagram[1] != COAP_POST) {
      return NOTHING;
    }
    int code = manner == Manner.GULLIBLE_OVER_COAP ? COAP_CHANGED : COAP_UNAUTHORIZED;
    return new byte[] {0x60, (byte) code, datagram[2], datagram[3]};
  }

  private byte[] answerHello() {
    return manner == Manner.CLOSED ? NOTHING : helloVerifyRequest();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Record of 13 bytes, handshake head of 12, version, cookie (RFC 6347, section 4.2.1). */
  private static byte[] helloVerifyRequest() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 3 + COOKIE.length;
    out.writeBytes(new byte[] {22, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    out.write(12 + length);
    out.writeBytes(new byte[] {3, 0, 0, (byte) length, 0, 0, 0, 0, 0, 0, 0, (byte) length});
    out.writeBytes(new byte[] {(byte) 0xFE, (byte) 0xFD, (byte) COOKIE.length});
    out.writeBytes(COOKIE);
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    mqtt.close();
    http.close();
    coap.close();
    coaps.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
