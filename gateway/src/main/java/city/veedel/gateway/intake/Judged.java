package city.veedel.gateway.intake;

import city.veedel.decode.Fault;
import city.veedel.model.Observation;

/** What a reading turned out to be. */
sealed interface Judged {
  record Good(Observation observation) implements Judged {}

  record Bad(Fault fault) implements Judged {}
}
