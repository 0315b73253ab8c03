/**
 * {@code ./veedel …}: data on standard output, everything else on standard error. Exit codes: 0 ok,
 * 1 failed, 2 usage, 3 configuration, 4 unreachable, 5 partial.
 */
@NullMarked
package city.veedel.standalone.command;

import org.jspecify.annotations.NullMarked;
