package city.veedel.simulator.hostile;

import java.io.IOException;

final class Takeover implements Behaviour {
  private static final int TIMES = 10;

  @Override
  public void attempt(Attacker self) throws IOException {
    HostileStream present = self.loggedIn();
    try {
      for (int i = 0; i < TIMES; i++) {
        HostileStream next = self.loggedIn();
        try {
          present.awaitEnd();
        } finally {
          present.close();
          present = next;
        }
      }
    } finally {
      present.close();
    }
  }
}
