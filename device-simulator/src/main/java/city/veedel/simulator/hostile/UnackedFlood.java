package city.veedel.simulator.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

final class UnackedFlood implements Behaviour {
  private static final int MESSAGES_A_BREATH = 16;
  private static final int MOST_IDS = 65_535;

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    try (HostileStream stream = self.loggedIn()) {
      for (int id = 1; id + MESSAGES_A_BREATH <= MOST_IDS; id += MESSAGES_A_BREATH) {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES_A_BREATH; i++) {
          some.writeBytes(
              MqttBytes.publishQos2(self.device().id(), id + i, "{\"values\":{\"no2\":1}}"));
        }
        stream.send(some.toByteArray());
        self.breathe();
      }
      stream.awaitEnd();
    }
  }
}
