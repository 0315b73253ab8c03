/**
 * The loop that follows one journal: takes a batch, has it stored, releases it, tells who listens.
 * Knows no SQL; survives a database that comes and goes.
 */
@NullMarked
package city.veedel.ingest.tail;

import org.jspecify.annotations.NullMarked;
