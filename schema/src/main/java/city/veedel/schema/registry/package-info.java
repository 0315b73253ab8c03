/**
 * Devices, their types, secrets and grants: written by the command line and the dashboard, read by
 * the gateway as one immutable whole.
 */
@NullMarked
package city.veedel.schema.registry;

import org.jspecify.annotations.NullMarked;
