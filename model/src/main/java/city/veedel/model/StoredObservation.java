package city.veedel.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The latest value of a datastream has changed in the database.
 *
 * @param storedAt time of the commit by the clock of the ingest
 * @param location where a moving thing was, else null
 */
public record StoredObservation(
    int datastream,
    ThingId thing,
    PropertyName property,
    Instant phenomenonTime,
    Instant receivedAt,
    Instant storedAt,
    Result result,
    @Nullable Location location) {}
