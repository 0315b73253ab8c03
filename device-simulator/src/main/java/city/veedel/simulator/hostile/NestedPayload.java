package city.veedel.simulator.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

final class NestedPayload implements Behaviour {
  private static final int JSON = 50;
  private static final int SENML_JSON = 110;
  private static final int SENML_CBOR = 112;
  private static final int DEPTH = 1_000;

  @Override
  public void attempt(Attacker self) throws IOException {
    try (HostileDatagrams datagrams = self.toCoap()) {
      send(datagrams, self, SENML_CBOR, filled((byte) 0x9F)); // arrays of indefinite length
      send(datagrams, self, SENML_CBOR, filled((byte) 0xC1)); // tags of tags
      send(datagrams, self, SENML_CBOR, declaring((byte) 0x9B)); // an array of 2^63 - 1
      send(datagrams, self, SENML_CBOR, declaring((byte) 0x5B)); // a byte string as long
      send(datagrams, self, SENML_CBOR, self.noise(DEPTH));
      send(datagrams, self, JSON, filled((byte) '['));
      send(datagrams, self, SENML_JSON, filled((byte) '['));
      send(
          datagrams,
          self,
          JSON,
          "{\"values\":{\"no2\":1e999999999}}".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void send(HostileDatagrams datagrams, Attacker self, int format, byte[] payload)
      throws IOException {
    int id = self.random().nextInt(1 << 16);
    datagrams.send(CoapBytes.post(id, self.device().id(), self.device().secret(), format, payload));
    if (datagrams.answer().isPresent()) {
      self.tally().entered();
    }
  }

  private static byte[] filled(byte with) {
    byte[] bytes = new byte[DEPTH];
    Arrays.fill(bytes, with);
    return bytes;
  }

  private static byte[] declaring(byte first) {
    byte[] bytes = filled((byte) 0xFF);
    bytes[0] = first;
    bytes[1] = 0x7F;
    return bytes;
  }
}
