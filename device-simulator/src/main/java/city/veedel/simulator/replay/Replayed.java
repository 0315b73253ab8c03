package city.veedel.simulator.replay;

import city.veedel.model.DeviceId;
import city.veedel.simulator.device.Measurement;

/** A measurement of a recording, and the device that sends it. */
public record Replayed(DeviceId device, Measurement measurement) {}
