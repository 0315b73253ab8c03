package city.veedel.decode.codec;

import city.veedel.decode.Fault;
import java.util.Optional;

/** A codec made from somebody's text, which may be wrong. */
public interface SourcedCodec extends Codec {
  /**
   * Reads the text now and says what is wrong with it for good; empty when it can decode, or when
   * reading was stopped and is tried again at the next message.
   *
   * @throws DecodingBusyException when too much else is decoded
   * @throws DecodingStoppedException when what decodes is stopping
   */
  Optional<Fault> check();
}
