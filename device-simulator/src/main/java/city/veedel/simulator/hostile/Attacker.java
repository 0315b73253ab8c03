package city.veedel.simulator.hostile;

import city.veedel.simulator.load.LoadDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Random;

/**
 * Someone who means harm, with a valid secret of one device. For one thread.
 *
 * @param device whose secret was stolen
 * @param number among those of the same attack; makes client ids
 * @param from its own address, so that what an address may do is not what all may do
 * @param patience for how long one of its connections may be borne
 */
record Attacker(
    Target target,
    LoadDevice device,
    int number,
    InetAddress from,
    Duration patience,
    Random random,
    Tally tally) {
  /** A line takes no more; without it the attackers would be what uses up the machine. */
  private static final long BREATH_MILLIS = 5;

  void breathe() throws InterruptedException {
    Thread.sleep(BREATH_MILLIS);
  }

  String clientId() {
    return "hostile-" + number;
  }

  HostileStream toMqtt() throws IOException {
    return HostileStream.open(target.at(target.mqtt()), from, patience, tally);
  }

  /** Logged in, with MQTT 5.0 and a clean start: that far the attack has got. */
  HostileStream loggedIn() throws IOException {
    HostileStream stream = toMqtt();
    try {
      stream.send(MqttBytes.connect(clientId(), device.id(), device.secret()));
      stream.awaitWelcome();
      tally.entered();
      return stream;
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  HostileStream toHttp() throws IOException {
    return HostileStream.open(target.at(target.http()), from, patience, tally);
  }

  HostileDatagrams toCoap() throws IOException {
    return HostileDatagrams.open(target.at(target.coap()), from, tally);
  }

  HostileDatagrams toCoaps() throws IOException {
    return HostileDatagrams.open(target.at(target.coaps()), from, tally);
  }

  String someDevice() {
    return target.knownDevices().get(random.nextInt(target.knownDevices().size()));
  }

  byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }
}
