package city.veedel.standalone.prove;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports a product keeps over its restarts. They lie below those the kernel gives to clients: while
 * the product is away nobody else may answer in its place.
 */
final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 30_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  static Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
    for (String name : new String[] {"HTTP", "MQTT", "COAP", "COAPS"}) {
      port = freeAfter(port);
      environment.put("VEEDEL_" + name + "_PORT", Integer.toString(port));
    }
    return environment;
  }

  private static int freeAfter(int port) throws IOException {
    for (int next = port + 1; next < port + ATTEMPTS; next++) {
      if (isFree(next)) {
        return next;
      }
    }
    throw new IOException("no free port after " + port);
  }

  private static boolean isFree(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
        DatagramSocket udp = new DatagramSocket(port, loopback)) {
      return tcp.isBound() && udp.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
