/**
 * What tests of every front end need: devices with secrets, without a database. Real look-ups and
 * real secrets, only the registry's contents are made up.
 */
@NullMarked
package city.veedel.gateway.testing;

import org.jspecify.annotations.NullMarked;
