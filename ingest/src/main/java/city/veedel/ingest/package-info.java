/**
 * From the journal to the database. This package holds what the two halves agree on: the port to
 * the store, the settings, the state to be watched. {@code tail} follows the journal, {@code store}
 * speaks SQL; whoever runs an ingest puts the two together.
 */
@NullMarked
package city.veedel.ingest;

import org.jspecify.annotations.NullMarked;
