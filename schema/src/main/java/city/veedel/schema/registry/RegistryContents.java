package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import java.util.Map;

/** The whole registry at one version, read in one transaction. */
public record RegistryContents(
    long version,
    Map<String, DeviceType> types,
    Map<DeviceId, RegisteredDevice> devices,
    Map<PropertyName, ObservedProperty> catalogue) {
  public RegistryContents {
    types = Map.copyOf(types);
    devices = Map.copyOf(devices);
    catalogue = Map.copyOf(catalogue);
  }
}
