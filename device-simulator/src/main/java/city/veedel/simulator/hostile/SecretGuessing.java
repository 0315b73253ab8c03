package city.veedel.simulator.hostile;

import city.veedel.simulator.load.CoapRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** With the client id of the device itself: without its secret that takes over nothing. */
final class SecretGuessing implements Behaviour {
  private static final int SECRET_BYTES = 16;
  private static final int FIRST_REFUSAL = 400;
  private static final byte[] READING =
      "{\"values\":{\"v0\":1}}".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void attempt(Attacker self) throws IOException {
    String device = self.someDevice();
    String guess = HexFormat.of().formatHex(self.noise(SECRET_BYTES));
    switch (self.random().nextInt(3)) {
      case 0 -> overMqtt(self, device, guess);
      case 1 -> overHttp(self, device, guess);
      default -> overCoap(self, device, guess);
    }
  }

  private static void overMqtt(Attacker self, String device, String guess) throws IOException {
    try (HostileStream stream = self.toMqtt()) {
      stream.send(MqttBytes.connect(device, device, guess));
      boolean isLetIn = stream.hearWelcome();
      self.tally().entered();
      if (isLetIn) {
        self.tally().accepted();
      } else {
        stream.awaitEnd();
      }
    }
  }

  private static void overHttp(Attacker self, String device, String guess) throws IOException {
    try (HostileStream stream = self.toHttp()) {
      String head =
          "POST /v1/%s/up HTTP/1.1\r\nHost: veedel\r\nAuthorization: Bearer %s\r\n"
                  .formatted(device, guess)
              + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                  .formatted(READING.length);
      stream.send(head.getBytes(StandardCharsets.US_ASCII));
      stream.send(READING);
      int status = stream.awaitStatus();
      self.tally().entered();
      if (status < FIRST_REFUSAL) {
        self.tally().accepted();
      }
    }
  }

  private static void overCoap(Attacker self, String device, String guess) throws IOException {
    try (HostileDatagrams datagrams = self.toCoap()) {
      byte[] options = CoapRequest.options(device, guess);
      int id = self.random().nextInt(1 << 16);
      datagrams.sendUnproven(CoapRequest.confirmable(id, id, options, READING));
      List<byte[]> answers = datagrams.hearUnproven();
      if (!answers.isEmpty()) {
        self.tally().entered();
      }
      if (answers.stream().anyMatch(CoapBytes::isSuccess)) {
        self.tally().accepted();
      }
    }
  }
}
