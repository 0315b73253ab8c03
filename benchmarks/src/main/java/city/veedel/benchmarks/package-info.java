/**
 * Micro-benchmarks by JMH of what has a public door. Those of package-private classes stand in the
 * packages of these. Run by {@code benchmarks/run}, never by a build.
 */
@NullMarked
package city.veedel.benchmarks;

import org.jspecify.annotations.NullMarked;
