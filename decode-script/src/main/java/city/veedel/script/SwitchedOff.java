package city.veedel.script;

import java.time.Instant;

/**
 * A device type whose decoder is not run for a while, because it ran over its time or memory too
 * often. Its messages are kept meanwhile, to be decoded later.
 *
 * @param why what the last overrun was, in English
 */
public record SwitchedOff(String typeId, String why, Instant since, Instant until) {}
