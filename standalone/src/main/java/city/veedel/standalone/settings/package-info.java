/**
 * What an operator may set: a file, then the environment; checked as a whole before anything
 * starts.
 */
@NullMarked
package city.veedel.standalone.settings;

import org.jspecify.annotations.NullMarked;
