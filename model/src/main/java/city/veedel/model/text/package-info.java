/** Short texts from the wire and the disk, and what is made of them. */
@NullMarked
package city.veedel.model.text;

import org.jspecify.annotations.NullMarked;
