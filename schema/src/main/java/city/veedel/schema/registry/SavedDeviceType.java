package city.veedel.schema.registry;

import city.veedel.model.DeviceType;

/** A device type as it stands after it was saved, and what that changed. */
public record SavedDeviceType(DeviceType type, Change change) {
  public enum Change {
    ADDED,
    /** It has a new version. */
    CHANGED,
    NONE
  }
}
