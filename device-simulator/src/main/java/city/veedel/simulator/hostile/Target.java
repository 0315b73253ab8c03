package city.veedel.simulator.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A server on this machine, and what a stranger may know of it.
 *
 * @param knownDevices ids whose secrets are guessed; at least one
 */
public record Target(int mqtt, int http, int coap, int coaps, List<String> knownDevices) {
  public Target {
    knownDevices = List.copyOf(knownDevices);
  }

  InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
