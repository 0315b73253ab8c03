@NullMarked
package city.veedel.ingest.tail;

import org.jspecify.annotations.NullMarked;
