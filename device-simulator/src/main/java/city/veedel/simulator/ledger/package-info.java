/**
 * A ledger of what was sent and what was acknowledged: numbered readings over every acknowledged
 * protocol, sent again until they are answered, by devices that bear anything a server may do to
 * them. The file it leaves is what a database is compared with.
 */
@NullMarked
package city.veedel.simulator.ledger;

import org.jspecify.annotations.NullMarked;
