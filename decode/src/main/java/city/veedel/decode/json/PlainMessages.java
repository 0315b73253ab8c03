package city.veedel.decode.json;

import city.veedel.decode.Reading;
import city.veedel.model.PropertyName;
import city.veedel.model.text.TextTable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that nearly every device sends in one pass over their bytes: one message, each
 * field at most once, ASCII without escapes, decimal numbers of at most 15 digits. Whatever is not
 * like that, right or wrong, is left to {@link JsonMessage}, which can read everything and explain
 * what is wrong; where this reads a message, it makes of it what that would.
 */
final class PlainMessages {
  /** Properties of all devices; with more than these, some are made anew each time. */
  private static final int KNOWN_NAMES = 1 << 12;

  /** A property and where its value stands in a message. */
  record Name(PropertyName property, String pointer) {
    static Optional<Name> of(String text) {
      return PropertyName.isValid(text)
          ? Optional.of(new Name(new PropertyName(text), "/values/" + text))
          : Optional.empty();
    }
  }

  private final TextTable<Optional<Name>> names = new TextTable<>(KNOWN_NAMES, Name::of);

  /** The readings of a plain message, at least one; null if it is not plain. */
  @Nullable List<Reading> read(byte[] payload) {
    return new PlainMessage(payload, names).read();
  }
}
