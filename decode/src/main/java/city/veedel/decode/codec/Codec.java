package city.veedel.decode.codec;

/**
 * A vendor's bytes to a document. Thread-safe, bounded in time and memory; never throws for what it
 * is given, however wrong; only where nothing was decoded at all, a {@link
 * DecodingStoppedException} or a {@link DecodingBusyException}.
 */
@FunctionalInterface
public interface Codec {
  CodecResult decode(Uplink uplink);
}
