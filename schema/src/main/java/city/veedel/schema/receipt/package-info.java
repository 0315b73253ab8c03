/** What became of the observations of each device, as ingest counts it beside the rows. */
@NullMarked
package city.veedel.schema.receipt;

import org.jspecify.annotations.NullMarked;
