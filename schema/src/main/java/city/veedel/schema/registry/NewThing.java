package city.veedel.schema.registry;

import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import org.jspecify.annotations.Nullable;

/**
 * A thing to be registered.
 *
 * @param name as people read it
 * @param location null where it is not known, or moves
 * @param isPublic whether it is seen without login
 * @param owner whose data these are, such as {@code Stadt Köln}; may be empty
 * @param licence of the data, such as {@code dl-de/by-2-0}; may be empty
 */
public record NewThing(
    ThingId id,
    String name,
    Theme theme,
    @Nullable Location location,
    boolean isPublic,
    String owner,
    String licence) {}
