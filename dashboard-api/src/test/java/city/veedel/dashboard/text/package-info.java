@NullMarked
package city.veedel.dashboard.text;

import org.jspecify.annotations.NullMarked;
