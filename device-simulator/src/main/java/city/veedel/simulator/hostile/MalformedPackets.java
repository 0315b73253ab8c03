package city.veedel.simulator.hostile;

import java.io.IOException;

final class MalformedPackets implements Behaviour {
  private static final int LONGEST_BODY = 64;

  @Override
  public void attempt(Attacker self) throws IOException {
    boolean isStranger = self.random().nextInt(4) == 0;
    try (HostileStream stream = isStranger ? self.toMqtt() : self.loggedIn()) {
      int first = self.random().nextInt(256);
      stream.send(MqttBytes.packet(first, self.noise(self.random().nextInt(LONGEST_BODY))));
      // Some noise is a packet in order; after this one nobody may stay.
      stream.send(MqttBytes.FORBIDDEN);
      stream.awaitEnd();
    }
  }
}
