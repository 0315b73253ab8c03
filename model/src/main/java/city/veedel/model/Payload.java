package city.veedel.model;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes as a device sent them. */
public final class Payload {
  private static final Payload EMPTY = new Payload(new byte[0]);
  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy, so that the caller may reuse its buffer. */
  public static Payload copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes.clone());
  }

  /** Takes the array itself; the caller must not write to it again. */
  public static Payload wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /** The bytes themselves, for readers only: nobody writes to this array. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    int shown = Math.min(bytes.length, 32);
    return bytes.length
        + " B "
        + HexFormat.of().formatHex(bytes, 0, shown)
        + (shown < bytes.length ? "…" : "");
  }
}
