package city.veedel.schema.backup;

import java.util.UUID;

/** How far a journal was stored: everything before this entry of it is in the database. */
public record StoredPosition(UUID journal, long batch, int index) {}
