/**
 * What the gateway knows of devices: an immutable snapshot of the registry, swapped when it
 * changes, cached on disk so that devices are known while the database is away.
 */
@NullMarked
package city.veedel.gateway.registry;

import org.jspecify.annotations.NullMarked;
