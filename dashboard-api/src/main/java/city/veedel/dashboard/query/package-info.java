/**
 * The questions that can be asked about the city, and their answers as values: the city map, the
 * history of a datastream, dead letters, receipts. Knows neither HTTP nor SQL; both meet here.
 * Reads no clock by itself.
 */
@NullMarked
package city.veedel.dashboard.query;

import org.jspecify.annotations.NullMarked;
