package city.veedel.decode.codec;

import city.veedel.decode.Fault;
import java.util.Optional;

/** A codec made from somebody's text, which may be wrong. */
public interface SourcedCodec extends Codec {
  /** Reads the text now and says what is wrong with it; empty when it can decode. */
  Optional<Fault> check();
}
