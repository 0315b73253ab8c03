package city.veedel.model;

import java.util.Map;
import java.util.Optional;

/**
 * How the messages of one kind of device are read.
 *
 * @param id slug
 * @param decoder name of the decoder: {@code json}, {@code senml}; others by their module
 * @param createsThings whether a device of this type may bring new things into its own namespace,
 *     that is things whose id is the device's id followed by {@code -} and more
 * @param pseudonymisesThings whether the things are shared vehicles: their ids are replaced by
 *     rotating pseudonyms before anything is written
 * @param properties what the type declares; the city's catalogue of observed properties is the
 *     fallback
 */
public record DeviceType(
    String id,
    String title,
    String decoder,
    AcceptedTime acceptedTime,
    boolean createsThings,
    boolean pseudonymisesThings,
    Map<PropertyName, ObservedProperty> properties) {
  public DeviceType {
    Slug.check("a device type id", id);
    properties = Map.copyOf(properties);
  }

  public Optional<ObservedProperty> findProperty(PropertyName name) {
    return Optional.ofNullable(properties.get(name));
  }
}
