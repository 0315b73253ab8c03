/**
 * The vocabulary of the platform in the words of OGC SensorThings 1.1: things, datastreams,
 * observed properties, observations, and the outcomes of handing one in. Pure: no I/O, no clock, no
 * randomness. Every module may use it; it uses none.
 */
@NullMarked
package city.veedel.model;

import org.jspecify.annotations.NullMarked;
