/**
 * The second seam: what the database looks like. Migrations for TimescaleDB and plain PostgreSQL
 * behind one set of names, the views that may be read, and the embedded PostgreSQL. Code above this
 * module never asks which of the two it talks to.
 */
@NullMarked
package city.veedel.schema;

import org.jspecify.annotations.NullMarked;
