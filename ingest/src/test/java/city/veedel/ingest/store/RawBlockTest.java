package city.veedel.ingest.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class RawBlockTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.000001Z");

  @Test
  void givesBackWhatWentIn() {
    List<KeptMessage> messages = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      messages.add(message(i));
    }
    RawBlock block = new RawBlock();
    messages.forEach(kept -> block.add(kept.provenance(), kept.message()));

    RawBlock.Packed packed = block.pack();

    assertThat(packed.messages()).isEqualTo(300);
    assertThat(packed.lastReceivedAt()).isEqualTo(NOON.plusSeconds(299));
    assertThat(RawBlock.unpack("air", packed.content().bytes())).isEqualTo(messages);
  }

  @Test
  void readsWhatTheFirstVersionWrote() throws IOException {
    KeptMessage kept = message(1);
    byte[] block =
        compressed(out -> {
          out.writeByte(1);
          for (int i = 0; i < 2; i++) {
            spell(kept.provenance().device().value(), out);
            spell(kept.provenance().protocol().code(), out);
            out.writeBoolean(kept.provenance().assured());
            out.writeLong(Micros.of(kept.provenance().receivedAt()));
            spell(kept.message().address(), out);
            spell(kept.message().contentFormat(), out);
            out.writeInt(kept.message().payload().length());
            out.write(kept.message().payload().bytes());
          }
        });

    assertThat(RawBlock.unpack("air", block)).containsExactly(kept, kept);
  }

  @Test
  void aTextThatIsNotThereIsDamage() throws IOException {
    byte[] block =
        compressed(out -> {
          out.writeByte(2);
          out.writeInt(7);
        });

    assertThatThrownBy(() -> RawBlock.unpack("air", block))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("text 7 of 0");
  }

  @Test
  void aLaterVersionIsNotGuessedAt() throws IOException {
    byte[] block = compressed(out -> out.writeByte(3));

    assertThatThrownBy(() -> RawBlock.unpack("air", block))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("a block of version 3; this program reads up to version 2");
  }

  private static KeptMessage message(int i) {
    String device = "pole-" + i % 7;
    return new KeptMessage(
        new Provenance(
            new DeviceId(device),
            i % 2 == 0 ? Protocol.MQTT : Protocol.COAP,
            i % 3 == 0,
            NOON.plusSeconds(i)),
        new RawMessage(
            "air",
            i % 5 == 0 ? "v1/" + device + "/Straße" : "v1/" + device + "/up",
            i % 2 == 0 ? "" : "application/json",
            Payload.wrap(("{\"values\":{\"no2\":" + i + "}}").getBytes(UTF_8))));
  }

  private static void spell(String text, DataOutputStream out) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static byte[] compressed(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      content.writeTo(out);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }
}
