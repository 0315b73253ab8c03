package city.veedel.simulator.device;

import city.veedel.model.Payload;

/**
 * One payload on its way.
 *
 * @param observations how many it stands for; one that cannot be decoded stands for one
 */
public record Message(Payload payload, PayloadFormat format, int observations) {}
