/**
 * The one-JVM product and its command line. The only place that reads the environment, and the only
 * one that knows every module: it wires them and holds no logic of theirs.
 */
@NullMarked
package city.veedel.standalone;

import org.jspecify.annotations.NullMarked;
