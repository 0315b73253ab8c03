package city.veedel.simulator.hostile;

import java.io.IOException;

/** Seven of the eight KiB that a body may have, and never the last; from ever new ports. */
final class BlockwiseBomb implements Behaviour {
  private static final int PORTS = 8;
  private static final int BLOCKS = 7;
  private static final int BLOCK_BYTES = 1_024;

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    for (int port = 0; port < PORTS; port++) {
      try (HostileDatagrams datagrams = self.toCoap()) {
        int id = self.random().nextInt(1 << 16);
        for (int number = 0; number < BLOCKS; number++) {
          datagrams.send(
              CoapBytes.block(
                  id + number & 0xFFFF,
                  self.device().id(),
                  self.device().secret(),
                  number,
                  self.noise(BLOCK_BYTES)));
        }
        if (datagrams.answer().isPresent()) {
          self.tally().entered();
        }
      }
      self.breathe();
    }
  }
}
