/**
 * A seeded Köln. Pure: seed and time in, readings out; no clock, no randomness of its own, no I/O.
 * The same seed at the same time is the same city, so a failure can be repeated.
 */
@NullMarked
package city.veedel.simulator.city;

import org.jspecify.annotations.NullMarked;
