/**
 * Negative controls: products that lie in one way each. No setting leads here, only the name of the
 * main class; a proof that does not find them out proves nothing.
 */
@NullMarked
package city.veedel.standalone.prove.control;

import org.jspecify.annotations.NullMarked;
