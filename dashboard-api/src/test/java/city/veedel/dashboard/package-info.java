/**
 * The dashboard as its users meet it: real HTTP and real sockets against a real PostgreSQL. Names
 * of tests are promises of {@code docs/contracts/http.md}.
 */
@NullMarked
package city.veedel.dashboard;

import org.jspecify.annotations.NullMarked;
