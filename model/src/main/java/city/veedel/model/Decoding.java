package city.veedel.model;

import java.util.List;

/**
 * How the payloads of a device type are read.
 *
 * @param decoder name of the decoder: {@code json}, {@code senml}, {@code jsonata}, {@code
 *     field-table}, {@code cayenne-lpp}, {@code sensor-community}, {@code javascript}
 * @param envelope of the network server that brings the payloads
 * @param source the script, the expression or the field table; empty where the decoder needs none
 * @param mapping from the codec's fields to properties; empty for decoders that name properties
 *     themselves
 */
public record Decoding(
    String decoder, Envelope envelope, String source, List<FieldMapping> mapping) {
  /** In UTF-16 units; the longest public decoder seen has 60,000. */
  public static final int MAX_SOURCE_LENGTH = 262_144;

  public Decoding {
    mapping = List.copyOf(mapping);
    if (source.length() > MAX_SOURCE_LENGTH) {
      throw new IllegalArgumentException(
          "a decoder's source has at most "
              + MAX_SOURCE_LENGTH
              + " characters, has "
              + source.length());
    }
  }

  /** A decoder that needs neither source nor mapping, without an envelope. */
  public static Decoding by(String decoder) {
    return new Decoding(decoder, Envelope.NONE, "", List.of());
  }
}
