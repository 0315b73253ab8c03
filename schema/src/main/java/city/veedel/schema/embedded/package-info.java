/**
 * A PostgreSQL that comes along in the class path and needs no installation. It is a real server
 * with real durability, kept in a directory of its own; it never listens beyond loopback. For one
 * machine; a city runs its own server.
 */
@NullMarked
package city.veedel.schema.embedded;

import org.jspecify.annotations.NullMarked;
