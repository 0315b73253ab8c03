/**
 * Long text that repeats itself, such as the map of a whole city: written as bytes in one go, and
 * compressed by all cores.
 */
@NullMarked
package city.veedel.dashboard.text;

import org.jspecify.annotations.NullMarked;
