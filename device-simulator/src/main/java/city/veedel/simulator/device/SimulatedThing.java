package city.veedel.simulator.device;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thing to be registered before its device speaks.
 *
 * @param owner who answers for its data
 * @param location where it stands, or null where the recording does not say
 * @param properties what it observes; names of the city's catalogue, or of the replay type
 */
public record SimulatedThing(
    ThingId id,
    String name,
    Theme theme,
    String owner,
    @Nullable Location location,
    List<PropertyName> properties) {
  public SimulatedThing {
    properties = List.copyOf(properties);
  }
}
