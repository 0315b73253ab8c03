/**
 * Backup and restore: all of a product that cannot be computed anew, as one directory that can be
 * checked, carried away, and restored on either engine. {@code docs/backup.md} has the layout.
 */
@NullMarked
package city.veedel.standalone.backup;

import org.jspecify.annotations.NullMarked;
