/**
 * Recordings of real cities, read as a stream of measurements in the order of their time. Each
 * reader knows the traps of its recording: levels that mean "missing", local times, winter time all
 * year, numbers as strings, empty fields that mean "unchanged".
 */
@NullMarked
package city.veedel.simulator.replay;

import org.jspecify.annotations.NullMarked;
