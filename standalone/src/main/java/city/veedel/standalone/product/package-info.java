/** Wires gateway, journal, ingest and dashboard in one JVM, and starts and stops them in order. */
@NullMarked
package city.veedel.standalone.product;

import org.jspecify.annotations.NullMarked;
