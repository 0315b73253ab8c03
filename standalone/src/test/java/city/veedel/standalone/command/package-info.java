@NullMarked
package city.veedel.standalone.command;

import org.jspecify.annotations.NullMarked;
