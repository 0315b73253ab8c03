package city.veedel.gateway.mqtt;

import city.veedel.gateway.conformance.Clause;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The state machine of connections without a socket and on one thread: two clients of one device do
 * whatever the input says, the journal answers when the input says so, time passes in leaps.
 */
class ConnectionFuzzTest {
  private final SocketlessServer server = new SocketlessServer();

  @Clause({"MQTT5-3.2.0-1", "MQTT5-3.2.0-2", "MQTT5-3.14.0-1", "MQTT5-3.14.4-1", "MQTT3-3.2.0-1"})
  @FuzzTest
  void keepsItsPromisesWhateverClientsDo(byte[] input) {
    Steps steps = new Steps(input);
    SocketlessServer.Run run = server.begin();
    while (steps.hasMore()) {
      step(steps, run.client(steps.next() & 1), run);
      run.settle();
    }
    run.endAndCheck();
  }

  private static void step(Steps steps, SocketlessServer.Client client, SocketlessServer.Run run) {
    switch (steps.next() & 15) {
      case 0 -> client.connect(steps.next());
      case 1 -> client.send(steps.take(steps.next() & 31));
      case 2, 3 -> client.publish(steps.next(), steps.next() & 7);
      case 4 -> client.send(Packets.pubrel(steps.next() & 7));
      case 5 -> client.send(Packets.puback(steps.next() & 7));
      case 6 -> client.send(Packets.body().twoBytes(steps.next() & 7).packet(0x50)); // PUBREC
      case 7 -> client.subscribe(steps.next());
      case 8 -> client.send(Packets.pingreq());
      case 9 -> client.disconnect(steps.next());
      case 10 -> client.vanish();
      case 11 -> run.pass(steps.next());
      case 12 -> run.sendDown(steps.next());
      default -> run.complete(steps.next(), steps.next() & 7);
    }
  }

  /** The input, read from the front; zeros behind its end. */
  private static final class Steps {
    private final byte[] input;
    private int at;

    Steps(byte[] input) {
      this.input = input;
    }

    boolean hasMore() {
      return at < input.length;
    }

    int next() {
      return at < input.length ? input[at++] & 0xFF : 0;
    }

    byte[] take(int length) {
      byte[] taken = new byte[length];
      for (int i = 0; i < length; i++) {
        taken[i] = (byte) next();
      }
      return taken;
    }
  }
}
