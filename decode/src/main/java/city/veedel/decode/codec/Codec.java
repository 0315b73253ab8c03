package city.veedel.decode.codec;

/**
 * A vendor's bytes to a document. Thread-safe, bounded in time and memory; never throws for what it
 * is given, however wrong.
 */
@FunctionalInterface
public interface Codec {
  CodecResult decode(Uplink uplink);
}
