/** What the citizens' sensors of Sensor.Community send. */
@NullMarked
package city.veedel.decode.community;

import org.jspecify.annotations.NullMarked;
