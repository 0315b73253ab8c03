package city.veedel.simulator.hostile;

import java.io.IOException;

/** One after the other with an ear for the answer, so that each is beside what it cost. */
final class GarbageDatagrams implements Behaviour {
  private static final int DATAGRAMS = 128;
  private static final int LONGEST = 96;

  @Override
  public void attempt(Attacker self) throws IOException {
    boolean isSecure = self.random().nextBoolean();
    try (HostileDatagrams datagrams = isSecure ? self.toCoaps() : self.toCoap()) {
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] noise = self.noise(1 + self.random().nextInt(LONGEST));
        if (!isSecure) {
          // Version 1 of CoAP, any type and token length: most else ends at the first byte.
          noise[0] = (byte) (0x40 | noise[0] & 0x3F);
        }
        datagrams.sendUnproven(noise);
      }
      datagrams.hearUnproven();
      // Most of it deserves no answer; a port that nobody has would have said so.
      self.tally().entered();
    }
  }
}
