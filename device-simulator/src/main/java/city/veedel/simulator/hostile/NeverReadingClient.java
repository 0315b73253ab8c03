package city.veedel.simulator.hostile;

import java.io.IOException;

/** Every PUBREL is owed a PUBCOMP, whether or not anybody knows its message. */
final class NeverReadingClient implements Behaviour {
  private static final byte[] FLOOD =
      MqttBytes.repeated(MqttBytes.packet(MqttBytes.PUBREL, new byte[] {0, 1}), 512);

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
