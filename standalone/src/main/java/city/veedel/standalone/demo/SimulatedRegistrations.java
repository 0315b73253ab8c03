package city.veedel.standalone.demo;

import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.NewThing;
import city.veedel.schema.registry.Registry;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.device.SimulatedThing;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Registers simulated devices like real ones; again and again without harm. */
public final class SimulatedRegistrations {
  private static final String LICENCE = "dl-de/zero-2-0";

  private SimulatedRegistrations() {}

  /** The secret of every device. */
  public static Map<DeviceId, String> register(
      Registry registry, Collection<SimulatedDevice> devices) {
    return registry.ensureDevices(devices.stream().map(SimulatedRegistrations::newDevice).toList());
  }

  /** Adds the types that are not there yet. */
  public static void addTypes(Registry registry, Collection<DeviceType> types) {
    Set<String> known =
        registry.listDeviceTypes().stream().map(DeviceType::id).collect(Collectors.toSet());
    types.stream().filter(type -> !known.contains(type.id())).forEach(registry::addDeviceType);
  }

  /**
   * A device that speaks for one thing of its own name is that thing; one that speaks for many has
   * a thing of its own without a place.
   */
  private static NewDevice newDevice(SimulatedDevice device) {
    List<SimulatedThing> own =
        device.things().stream()
            .filter(thing -> thing.id().value().equals(device.id().value()))
            .toList();
    List<NewThing> others =
        device.things().stream()
            .filter(thing -> !thing.id().value().equals(device.id().value()))
            .map(thing ->
                new NewThing(
                    thing.id(),
                    thing.name(),
                    thing.theme(),
                    thing.location(),
                    device.isPublic(),
                    thing.owner(),
                    LICENCE))
            .toList();
    SimulatedThing first = own.isEmpty() ? null : own.getFirst();
    return new NewDevice(
        device.id(),
        first == null ? device.title() : first.name(),
        device.typeId(),
        device.theme(),
        first == null ? null : first.location(),
        device.isPublic(),
        first == null ? "" : first.owner(),
        LICENCE,
        others);
  }
}
