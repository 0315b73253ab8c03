package city.veedel.simulator.hostile;

import java.io.IOException;

final class PingFlood implements Behaviour {
  private static final byte[] FLOOD = MqttBytes.repeated(MqttBytes.packet(0xC0, new byte[0]), 512);

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    try (HostileStream stream = self.loggedIn()) {
      while (true) {
        stream.send(FLOOD);
        self.breathe();
      }
    }
  }
}
