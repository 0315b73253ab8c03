/**
 * Routes, parameters, JSON shapes and problem details of {@code docs/contracts/http.md}, and the
 * web app from the class path. Handlers parse, ask {@code query} on a virtual thread, and write;
 * nothing here blocks an event loop.
 */
@NullMarked
package city.veedel.dashboard.http;

import org.jspecify.annotations.NullMarked;
