package city.veedel.standalone.prove.control;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Passes everything on to an honest journal; who stands in for it lies in what it overrides. */
interface StandIn extends Journal {
  /** The honest one. */
  Journal journal();

  @Override
  default UUID id() {
    return journal().id();
  }

  @Override
  default CompletionStage<AppendResult> append(Append append) {
    return journal().append(append);
  }

  @Override
  default CompletionStage<AppendResult> end(Handshake handshake) {
    return journal().end(handshake);
  }

  @Override
  default Set<Handshake> openHandshakes() {
    return journal().openHandshakes();
  }

  @Override
  default Reader reader(Position from) {
    return journal().reader(from);
  }

  @Override
  default void release(Position upTo) {
    journal().release(upTo);
  }

  @Override
  default JournalStatus status() {
    return journal().status();
  }

  @Override
  default void close() {
    journal().close();
  }
}
