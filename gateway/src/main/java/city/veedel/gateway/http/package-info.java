/**
 * HTTP push for devices and other people's servers: {@code POST /v1/{device}/up}. Answers 202 from
 * the intake's completion, on the request's own event loop. Mounted by the product into its one
 * HTTP server; knows nothing of the dashboard that shares it.
 */
@NullMarked
package city.veedel.gateway.http;

import org.jspecify.annotations.NullMarked;
