@NullMarked
package city.veedel.ingest;

import org.jspecify.annotations.NullMarked;
