/**
 * All rows of a database as portable text, of one moment and while others go on writing, and back
 * into an empty database of either engine.
 */
@NullMarked
package city.veedel.schema.backup;

import org.jspecify.annotations.NullMarked;
