/** Which clause of which standard is proved by which test; writes {@code docs/conformance}. */
@NullMarked
package city.veedel.gateway.conformance;

import org.jspecify.annotations.NullMarked;
