@NullMarked
package city.veedel.ingest.store;

import org.jspecify.annotations.NullMarked;
