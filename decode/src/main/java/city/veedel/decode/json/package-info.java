/**
 * The platform's own message: {@code {"time":…,"values":{…}}} or an array of such. Strict, because
 * a misspelt field that is passed over is data lost in silence. Every fault says where it is.
 */
@NullMarked
package city.veedel.decode.json;

import org.jspecify.annotations.NullMarked;
