package city.veedel.decode.select;

import city.veedel.decode.Decoder;

/**
 * The decoder of one version of a device type.
 *
 * @param isQuick whether it may run on a protocol thread, because the worst message of the worst
 *     type takes some tens of milliseconds at most. That holds of the platform's own decoders, of
 *     Cayenne LPP and Sensor.Community: one pass over at most 65,536 bytes that nobody outside
 *     wrote a word for. It holds of field tables and mappings, which vendors write, because what
 *     they do is counted: {@code FieldTable.MAX_STEPS} steps of well under a microsecond, and in
 *     one message at most 200,000 looks at the document and 10,000 values. It does not hold of
 *     scripts, nor of expressions, whose bounds are counted too, but are those of a program
 */
public record TypeDecoder(Decoder decoder, boolean isQuick) {}
