package city.veedel.simulator.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Just enough of an MQTT server to answer QoS 1 as a test wants: with success, with a reason code
 * of MQTT 5, or by cutting the connection.
 */
public final class TinyMqttServer implements AutoCloseable {
  /** Answer of {@link #TinyMqttServer}'s function that cuts the connection instead. */
  public static final int CUT = -1;

  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PINGREQ = 12;

  private final ServerSocket listener;
  private final Function<String, Integer> answers;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /**
   * @param answers payload to reason code: 0 is success, {@link #CUT} closes
   */
  public TinyMqttServer(Function<String, Integer> answers) {
    this.answers = answers;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Payloads in the order they came. */
  public List<String> received() {
    return List.copyOf(received);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      int version = 4;
      while (true) {
        int head = in.readUnsignedByte();
        byte[] body = in.readNBytes(remainingLength(in));
        switch (head >> 4) {
          case CONNECT -> {
            version = body[6];
            out.write(version == 5 ? new byte[] {0x20, 3, 0, 0, 0} : new byte[] {0x20, 2, 0, 0});
          }
          case PUBLISH -> {
            int answer = publish(head, body, version, out);
            if (answer == CUT) {
              return;
            }
          }
          case PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
          default -> {
            // DISCONNECT and whatever else a client says goodbye with.
          }
        }
        out.flush();
      }
    } catch (EOFException e) {
      // The client went.
    } catch (IOException e) {
      // Cut by the test.
    }
  }

  private int publish(int head, byte[] body, int version, OutputStream out) throws IOException {
    int qos = head >> 1 & 3;
    int position = 2 + ((body[0] & 0xFF) << 8 | body[1] & 0xFF);
    byte high = body[position];
    byte low = body[position + 1];
    position += qos > 0 ? 2 : 0;
    position += version == 5 ? 1 + body[position] : 0;
    String payload = new String(body, position, body.length - position, StandardCharsets.UTF_8);
    received.add(payload);
    int answer = answers.apply(payload);
    if (answer != CUT && qos == 1) {
      out.write(
          version == 5
              ? new byte[] {0x40, 4, high, low, (byte) answer, 0}
              : new byte[] {0x40, 2, high, low});
    }
    return answer;
  }

  private static int remainingLength(DataInputStream in) throws IOException {
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while ((digit & 0x80) != 0);
    return length;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
