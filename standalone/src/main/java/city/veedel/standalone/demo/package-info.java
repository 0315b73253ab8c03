/**
 * The product and a simulated Köln in one process, and the balance of what became of each reading.
 */
@NullMarked
package city.veedel.standalone.demo;

import org.jspecify.annotations.NullMarked;
