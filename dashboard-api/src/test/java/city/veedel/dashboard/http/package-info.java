/** Tests of the dashboard's http package: no network where none is needed. Names are sentences. */
@NullMarked
package city.veedel.dashboard.http;

import org.jspecify.annotations.NullMarked;
