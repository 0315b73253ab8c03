/**
 * A second, independent reading of the recordings: by lines and regular expressions, sharing no
 * code with the replay, so that both must agree on counts, sums and gaps. Published as a test jar
 * for the end-to-end test.
 */
@NullMarked
package city.veedel.simulator.expected;

import org.jspecify.annotations.NullMarked;
