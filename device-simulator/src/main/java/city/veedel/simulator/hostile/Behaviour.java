package city.veedel.simulator.hostile;

import java.io.IOException;
import java.time.Duration;

/** One way to misbehave, from coming to being thrown out. */
@FunctionalInterface
interface Behaviour {
  /**
   * Returns when the server has refused what it had to refuse.
   *
   * @throws java.net.SocketTimeoutException if the server bears it for longer than anybody should
   * @throws java.net.ConnectException if nobody is there
   * @throws java.net.PortUnreachableException likewise, of datagrams
   * @throws IOException when the server ends the connection
   * @throws InterruptedException when there is enough
   */
  void attempt(Attacker self) throws IOException, InterruptedException;

  /**
   * For how long a server may bear one connection: well above the limits of the product. A body, a
   * write and a stall have 30 s each, but buffers have to fill before, on a machine that is busy.
   */
  default Duration patience() {
    return Duration.ofSeconds(90);
  }
}
