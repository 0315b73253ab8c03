@NullMarked
package city.veedel.standalone.bench;

import org.jspecify.annotations.NullMarked;
