package city.veedel.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/** Any bytes as a block of raw messages: messages, or the one error that is promised. */
class RawBlockFuzzTest {
  @FuzzTest
  void readsMessagesOrSaysThatItIsNoBlock(byte[] content) {
    unpack(content);
  }

  /** Past the compression, which random bytes do not get through. */
  @FuzzTest
  void readsMessagesOrSaysThatTheContentIsNone(byte[] plain) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (DeflaterOutputStream compressing = new DeflaterOutputStream(content)) {
      compressing.write(plain);
    }
    unpack(content.toByteArray());
  }

  private static void unpack(byte[] content) {
    try {
      List<KeptMessage> messages = RawBlock.unpack("type", content);
      RawBlock again = new RawBlock();
      messages.forEach(message -> again.add(message.provenance(), message.message()));
      assertThat(RawBlock.unpack("type", again.pack().content().bytes())).isEqualTo(messages);
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining("cannot be read");
    }
  }
}
