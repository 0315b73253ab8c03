package city.veedel.model;

import java.util.concurrent.CompletionStage;

/** Port: a dead letter is handed in again, through the same intake as on the wire. */
@FunctionalInterface
public interface RepairedMessages {
  /** Decodes with the device's type of today; completes with what became of it. */
  CompletionStage<Outcome> handIn(DeadLetter letter);
}
