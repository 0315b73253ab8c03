package city.veedel.simulator.hostile;

import java.io.IOException;
import java.util.Optional;

/** Costs the server a handshake's state: the address is proven. */
final class BrokenHandshake implements Behaviour {
  private static final int PORTS = 4;

  @Override
  public void attempt(Attacker self) throws IOException {
    for (int port = 0; port < PORTS; port++) {
      try (HostileDatagrams datagrams = self.toCoaps()) {
        byte[] random = self.noise(32);
        datagrams.send(ClientHello.of(random, new byte[0]));
        Optional<byte[]> cookie = datagrams.answer().flatMap(ClientHello::cookieOf);
        if (cookie.isPresent()) {
          self.tally().entered();
          datagrams.send(ClientHello.of(random, cookie.get()));
          datagrams.answer();
          datagrams.send(self.noise(48));
        }
      }
    }
  }
}
