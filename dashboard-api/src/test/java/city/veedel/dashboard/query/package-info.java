/** Tests of the dashboard's query package: no network where none is needed. Names are sentences. */
@NullMarked
package city.veedel.dashboard.query;

import org.jspecify.annotations.NullMarked;
