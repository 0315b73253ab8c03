/**
 * Questions about the city over HTTP: wiring of the router, the live hub and the store, and the
 * configuration of all three. Starts and stops them in the right order; answers nothing itself.
 */
@NullMarked
package city.veedel.dashboard;

import org.jspecify.annotations.NullMarked;
