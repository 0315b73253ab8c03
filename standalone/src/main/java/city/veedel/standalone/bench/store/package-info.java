/** What a bench asks of the database directly: a fresh one, its size, and the ceiling of COPY. */
@NullMarked
package city.veedel.standalone.bench.store;

import org.jspecify.annotations.NullMarked;
