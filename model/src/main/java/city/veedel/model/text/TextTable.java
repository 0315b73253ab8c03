package city.veedel.model.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values made of short ASCII texts, found again by the bytes of the text: who reads the same few
 * thousand names over and over makes neither the text nor the value again. The number of places is
 * fixed and a new text takes over the place it hashes to, so that what strangers send may cost
 * time, but never memory. Thread-safe for immutable values.
 */
public final class TextTable<T> {
  /** Longer texts are not kept. */
  static final int MAX_LENGTH = 64;

  @SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody writes to it.
  private record Entry<T>(byte[] text, T value) {
    boolean isOf(byte[] bytes, int from, int length) {
      return Arrays.equals(text, 0, text.length, bytes, from, from + length);
    }
  }

  private final Function<String, T> make;
  // A reader may miss what another thread has just put: then it makes the value again.
  private final AtomicReferenceArray<@Nullable Entry<T>> places;
  private final int mask;

  /**
   * @param places a power of two
   * @param make what a value is; what it throws passes through, and nothing is kept
   */
  public TextTable(int places, Function<String, T> make) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("the places must be a power of two, were " + places);
    }
    this.make = make;
    this.places = new AtomicReferenceArray<>(places);
    this.mask = places - 1;
  }

  /** The value of the text, or null if the bytes are not all ASCII. */
  public @Nullable T find(byte[] bytes, int from, int length) {
    int hash = 0;
    int union = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
      union |= bytes[i];
    }
    if (union < 0) {
      return null;
    }
    int place = (hash ^ hash >>> 16) & mask;
    Entry<T> present = places.getAcquire(place);
    if (present != null && present.isOf(bytes, from, length)) {
      return present.value();
    }
    T value = make.apply(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
    if (length <= MAX_LENGTH) {
      byte[] text = Arrays.copyOfRange(bytes, from, from + length);
      places.setRelease(place, new Entry<>(text, value));
    }
    return value;
  }
}
