/** Devices speak to us here: a message is accepted, refused with a reason, or asked to wait. */
@NullMarked
package city.veedel.gateway;

import org.jspecify.annotations.NullMarked;
