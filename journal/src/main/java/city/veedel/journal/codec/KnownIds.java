package city.veedel.journal.codec;

import city.veedel.model.DeviceId;
import city.veedel.model.PropertyName;
import city.veedel.model.ThingId;
import city.veedel.model.text.TextTable;

/** Ids read before: a journal names the same devices over and over. Bounded; see TextTable. */
public final class KnownIds {
  private static final int PLACES = 1 << 12;

  private final TextTable<DeviceId> devices = new TextTable<>(PLACES, DeviceId::new);
  private final TextTable<ThingId> things = new TextTable<>(PLACES, ThingId::new);
  private final TextTable<PropertyName> properties = new TextTable<>(PLACES, PropertyName::new);

  TextTable<DeviceId> devices() {
    return devices;
  }

  TextTable<ThingId> things() {
    return things;
  }

  TextTable<PropertyName> properties() {
    return properties;
  }
}
