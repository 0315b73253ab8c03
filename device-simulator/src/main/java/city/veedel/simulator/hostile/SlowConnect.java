package city.veedel.simulator.hostile;

import java.io.IOException;
import java.time.Duration;

final class SlowConnect implements Behaviour {
  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    try (HostileStream stream = self.toMqtt()) {
      String longest = "p".repeat(200);
      Drip.send(MqttBytes.connect(self.clientId(), self.device().id(), longest), stream, self);
    }
  }

  /** CONNECT has 10 s. */
  @Override
  public Duration patience() {
    return Duration.ofSeconds(30);
  }
}
