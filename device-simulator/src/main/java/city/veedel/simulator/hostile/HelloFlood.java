package city.veedel.simulator.hostile;

import java.io.IOException;
import java.util.Arrays;

final class HelloFlood implements Behaviour {
  private static final int HELLOS = 128;
  private static final int MOST_CUT_OFF = 32;
  private static final byte[] NO_COOKIE = new byte[0];

  @Override
  public void attempt(Attacker self) throws IOException {
    try (HostileDatagrams datagrams = self.toCoaps()) {
      for (int i = 0; i < HELLOS; i++) {
        byte[] hello = ClientHello.of(self.noise(32), NO_COOKIE);
        boolean isWhole = i % 3 != 0;
        datagrams.sendUnproven(
            isWhole ? hello : Arrays.copyOf(hello, hello.length - 1 - i % MOST_CUT_OFF));
      }
      if (!datagrams.hearUnproven().isEmpty()) {
        self.tally().entered();
      }
    }
  }
}
