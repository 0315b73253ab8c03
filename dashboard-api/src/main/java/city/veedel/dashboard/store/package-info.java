/**
 * SQL on the tables and views of {@code schema}. The only package of the dashboard that touches
 * JDBC; every statement runs behind {@link city.veedel.dashboard.store.DatabaseAccess}, with a
 * bound on connections, waiting and time.
 */
@NullMarked
package city.veedel.dashboard.store;

import org.jspecify.annotations.NullMarked;
