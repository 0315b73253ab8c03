@NullMarked
package city.veedel.simulator.ledger;

import org.jspecify.annotations.NullMarked;
