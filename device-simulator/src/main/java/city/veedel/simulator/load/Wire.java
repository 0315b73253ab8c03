package city.veedel.simulator.load;

import java.util.function.Consumer;

/** Carries the datagrams of one device where a bare socket does not do. */
public interface Wire {
  /**
   * @param received hears every datagram that comes in from now on, on any thread
   */
  void listen(Consumer<byte[]> received);

  /** Does not wait; a datagram may be lost. */
  void send(byte[] datagram);
}
