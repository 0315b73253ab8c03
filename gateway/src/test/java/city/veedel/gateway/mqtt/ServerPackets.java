package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

/** What a server sent on one connection; fails as soon as it is no MQTT. */
final class ServerPackets {
  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;
  private static final int DISCONNECT = 0xE0;

  /** First bytes a server may send here; a PUBLISH has flags. */
  private static final Set<Integer> ALLOWED =
      Set.of(CONNACK, PUBACK, 0x50, 0x62, 0x70, 0x90, 0xB0, 0xD0, DISCONNECT);

  private int packets;
  private int pubacks;
  private boolean ended;

  /** PUBACKs without an error so far. */
  int pubacks() {
    return pubacks;
  }

  /** Takes what was written in one go, which is always whole packets. */
  void take(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      int firstByte = bytes[at++] & 0xFF;
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        int digit = bytes[at++];
        length |= (digit & 0x7F) << shift;
        if (digit >= 0) {
          break;
        }
      }
      assertThat(at + length).as("end of a packet").isLessThanOrEqualTo(bytes.length);
      take(firstByte, length, length > 1 ? bytes[at + 1] & 0xFF : 0);
      at += length;
    }
  }

  private void take(int firstByte, int length, int secondByte) {
    assertThat(ended).as("a packet after the last [MQTT-3.14.4-1]").isFalse();
    assertThat(firstByte == CONNACK)
        .as("CONNACK first and once [MQTT-3.2.0-1], [MQTT-3.2.0-2]")
        .isEqualTo(packets == 0);
    assertThat(firstByte >> 4 == 3 || ALLOWED.contains(firstByte))
        .as("first byte %02X", firstByte)
        .isTrue();
    packets++;
    if (firstByte == PUBACK && length == 2) {
      pubacks++;
    }
    ended = firstByte == DISCONNECT || firstByte == CONNACK && secondByte != 0;
  }
}
