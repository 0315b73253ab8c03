package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Theme;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A device as a list shows it.
 *
 * @param location of its own thing, or null
 * @param things how many things it may speak for, its own among them
 * @param monthlyQuota observations it may bring in a calendar month; empty: any number
 */
public record DeviceSummary(
    DeviceId id,
    String title,
    String typeId,
    Theme theme,
    boolean isPublic,
    boolean enabled,
    @Nullable Location location,
    int things,
    OptionalLong monthlyQuota,
    Instant createdAt) {}
