package city.veedel.decode.select;

import city.veedel.decode.Decoder;

/**
 * The decoder of one version of a device type.
 *
 * @param isQuick whether it may run on a protocol thread: nobody outside wrote a program for it
 */
public record TypeDecoder(Decoder decoder, boolean isQuick) {}
