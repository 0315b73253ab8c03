package city.veedel.schema.registry;

import city.veedel.model.DeviceType;

/**
 * A device type and whose it is.
 *
 * @param isOfCity whether {@code organisation} is the city, whose types everybody may use
 */
public record OwnedDeviceType(DeviceType type, int organisation, boolean isOfCity) {}
