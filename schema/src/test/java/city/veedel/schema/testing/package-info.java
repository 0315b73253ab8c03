/**
 * Fresh databases for the tests of every module: real servers, both engines. Servers are shared by
 * a JVM, databases are not shared by anybody.
 */
@NullMarked
package city.veedel.schema.testing;

import org.jspecify.annotations.NullMarked;
