/** Tests of the dashboard's live package: no network where none is needed. Names are sentences. */
@NullMarked
package city.veedel.dashboard.live;

import org.jspecify.annotations.NullMarked;
