/**
 * Observations in PostgreSQL or TimescaleDB. A batch, its dead letters, its receipts and the
 * journal position are one transaction, so a crash gives repeats, never gaps, and the key makes
 * repeats harmless. Only one ingest writes for one journal.
 */
@NullMarked
package city.veedel.ingest.store;

import org.jspecify.annotations.NullMarked;
