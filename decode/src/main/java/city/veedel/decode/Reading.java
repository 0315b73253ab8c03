package city.veedel.decode;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One value as the device sent it, before it is accepted.
 *
 * @param thing the thing named in the payload, or empty for the device's own
 * @param time when it holds by the device's clock, or null
 * @param sequence the device's own number, or -1
 * @param unit UCUM code of the unit the payload names, or empty
 * @param pointer JSON Pointer of the value in the payload, for errors found later
 */
public record Reading(
    String thing,
    PropertyName property,
    @Nullable Instant time,
    long sequence,
    Result result,
    String unit,
    @Nullable Location location,
    String pointer) {}
