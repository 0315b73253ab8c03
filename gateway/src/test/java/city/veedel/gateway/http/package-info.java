@NullMarked
package city.veedel.gateway.http;

import org.jspecify.annotations.NullMarked;
