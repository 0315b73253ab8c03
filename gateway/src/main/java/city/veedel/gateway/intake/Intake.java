package city.veedel.gateway.intake;

import city.veedel.model.Outcome;
import java.util.concurrent.CompletionStage;

/**
 * Port of the front ends. Decodes, appends, and completes when the message is durable, refused, or
 * cannot be taken now. Never blocks. Messages of one device handed in by one thread keep their
 * order; their completions come in that order too, from a thread of the journal. Completes
 * exceptionally only when the journal has failed for good ({@link
 * city.veedel.journal.JournalFailedException}), or the product stops: then nothing is answered any
 * more, and the sender keeps its message.
 */
@FunctionalInterface
public interface Intake {
  CompletionStage<Outcome> handIn(Arrival arrival);
}
