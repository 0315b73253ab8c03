package city.veedel.simulator.hostile;

import java.io.IOException;

final class HugePackets implements Behaviour {
  private static final int[] FIRST_BYTES = {0x10, 0x30, 0x34, 0x82, 0xF0};
  private static final byte[] SOME = new byte[1 << 14];

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    int first = FIRST_BYTES[self.random().nextInt(FIRST_BYTES.length)];
    try (HostileStream stream = self.random().nextBoolean() ? self.loggedIn() : self.toMqtt()) {
      stream.send(MqttBytes.hugeHead(first));
      while (true) {
        stream.send(SOME);
        self.breathe();
      }
    }
  }
}
