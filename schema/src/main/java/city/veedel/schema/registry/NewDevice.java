package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device to be registered. It gets a thing of its own with the same id; theme, visibility, owner
 * and licence are also what things it brings along later start with.
 *
 * @param location where its own thing stands; null where that is not known, or moves
 * @param isPublic whether its own thing is seen without login
 * @param owner whose data these are; may be empty
 * @param licence of the data; may be empty
 * @param things further things it may speak for
 */
public record NewDevice(
    DeviceId id,
    String title,
    String typeId,
    Theme theme,
    @Nullable Location location,
    boolean isPublic,
    String owner,
    String licence,
    List<NewThing> things) {

  public NewDevice {
    things = List.copyOf(things);
  }

  /** With its own thing only, and no owner or licence stated. */
  public NewDevice(
      DeviceId id,
      String title,
      String typeId,
      Theme theme,
      @Nullable Location location,
      boolean isPublic) {
    this(id, title, typeId, theme, location, isPublic, "", "", List.of());
  }

  NewThing ownThing() {
    return new NewThing(new ThingId(id.value()), title, theme, location, isPublic, owner, licence);
  }
}
