/**
 * The first seam: accepted observations, durable and ordered. The gateway appends and acknowledges
 * only what is durable; the ingest reads and releases. The port knows no broker; {@code sqlite} is
 * the journal of one machine, {@code memory} the one of tests.
 */
@NullMarked
package city.veedel.journal;

import org.jspecify.annotations.NullMarked;
