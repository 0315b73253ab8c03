package city.veedel.gateway.intake;

import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.select.TypeDecoder;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Entry;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.model.DeviceType;
import city.veedel.model.Observation;
import city.veedel.model.Outcome;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import city.veedel.model.RefusalReason;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes, judges, and appends one unit per message: what is good as observations, what is not as
 * one dead letter, both durable together or not at all. Waits for nothing between arrival and
 * append; what vendors wrote runs on threads of its own, device by device, so that messages of one
 * device cannot overtake each other here.
 */
public final class JournalingIntake implements Intake, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalingIntake.class);

  /**
   * Times of receipt for the values of a message that may wait for its decoder: more than scripts
   * give without a time of their own, and few enough that the clock does not run ahead.
   */
  private static final int TIMES_SET_APART = 64;

  private static final Fault UNJUDGED =
      new Fault(
          RefusalReason.FORMAT_UNSUPPORTED,
          "the platform broke on this message, which is kept; replay it when that is mended",
          "",
          0,
          0);

  private final TypeDecoders decoders;
  private final DecodingThreads threads;
  private final Journal journal;
  private final ReceiptClock receiptClock;
  private final Acceptance acceptance;
  private final IntakeMetrics metrics;
  private final IntakeConfig config;

  public JournalingIntake(
      TypeDecoders decoders,
      Units units,
      Pseudonyms pseudonyms,
      Journal journal,
      ReceiptClock receiptClock,
      IntakeMetrics metrics,
      IntakeConfig config) {
    this.decoders = decoders;
    this.threads = new DecodingThreads(config.decoding());
    this.journal = journal;
    this.receiptClock = receiptClock;
    this.acceptance = new Acceptance(units, pseudonyms);
    this.metrics = metrics;
    this.config = config;
  }

  @Override
  public CompletionStage<Outcome> handIn(Arrival arrival) {
    int length = arrival.payload().length();
    if (length > config.maxPayloadBytes()) {
      metrics.of(arrival.protocol(), arrival.assured()).refused(RefusalReason.TOO_LARGE);
      return CompletableFuture.completedFuture(
          new Outcome.Refused(
              RefusalReason.TOO_LARGE,
              String.join(
                  "",
                  "the payload has " + length + " bytes; at most ",
                  config.maxPayloadBytes() + " are taken; send the values in several messages"),
              "",
              false));
    }
    DeviceType type = arrival.device().type();
    Optional<TypeDecoder> quick = decoders.findReady(type).filter(TypeDecoder::isQuick);
    if (quick.isPresent() && !threads.isBusyWith(arrival.device().id())) {
      return take(arrival, new ReceiptTimes(receiptClock, 1), quick::get);
    }
    if (!threads.hasPlace(arrival.device().id(), type.id())) {
      return busy(
          arrival); // before times of receipt are set apart for it: it comes again and again
    }
    ReceiptTimes receipt = new ReceiptTimes(receiptClock, TIMES_SET_APART);
    return threads
        .offer(
            arrival.device().id(), type.id(), () -> take(arrival, receipt, () -> decoders.of(type)))
        .orElseGet(() -> busy(arrival));
  }

  /** Answers {@code Busy} where something of ours breaks, so that the message comes again. */
  private CompletionStage<Outcome> take(
      Arrival arrival, ReceiptTimes receipt, Supplier<TypeDecoder> decoder) {
    try {
      return switch (decode(decoder, arrival, receipt.receivedAt())) {
        case Decoded.Undecodable(List<Fault> faults) ->
            setAside(arrival, provenance(arrival, receipt), refusal(arrival, faults, 1));
        case Decoded.Readings(List<Reading> readings, _) -> judge(arrival, receipt, readings);
        case Decoded.Nothing _ -> pass(arrival);
      };
    } catch (DecodingStoppedException | JournalFailedException e) {
      return CompletableFuture.failedFuture(e);
    } catch (DecodingBusyException e) {
      return busy(arrival);
    } catch (RuntimeException e) {
      log.error(
          "A message of device {} was not taken because of {} at {}; its sender is told to come"
              + " again.",
          arrival.device().id(),
          e.getClass().getName(),
          placeOf(e));
      return busy(arrival);
    }
  }

  private static Provenance provenance(Arrival arrival, ReceiptTimes receipt) {
    return new Provenance(
        arrival.device().id(),
        arrival.protocol(),
        arrival.assured(),
        receipt.receivedAt(),
        arrival.device().type().version());
  }

  private CompletionStage<Outcome> busy(Arrival arrival) {
    metrics.of(arrival.protocol(), arrival.assured()).busy();
    return CompletableFuture.completedFuture(new Outcome.Busy(config.decoding().retryAfter()));
  }

  private Decoded decode(Supplier<TypeDecoder> decoder, Arrival arrival, Instant receivedAt) {
    try {
      return decoder.get().decoder().decode(arrival.payload(), arrival.format(), receivedAt);
    } catch (DecodingStoppedException | DecodingBusyException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      String name = arrival.device().type().decoding().decoder();
      metrics.decoderFailed();
      log.error(
          "The decoder {} broke with {} at {} on a message of device {}; it is kept as a dead"
              + " letter.",
          name,
          e.getClass().getName(),
          placeOf(e),
          arrival.device().id());
      return undecodable(
          "the decoder " + name + " broke on this message; replay it when the decoder is mended");
    }
  }

  /** For the log, in place of the exception's own text, which may quote the payload. */
  private static Object placeOf(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0];
  }

  /** Ends the decoding under way; nothing may be handed in any more. */
  @Override
  public void close() {
    threads.close();
  }

  private static Decoded undecodable(String detail) {
    return new Decoded.Undecodable(
        List.of(new Fault(RefusalReason.FORMAT_UNSUPPORTED, detail, "", 0, 0)));
  }

  private CompletionStage<Outcome> judge(
      Arrival arrival, ReceiptTimes receipt, List<Reading> readings) {
    KnownDevice device = arrival.device();
    Provenance provenance = provenance(arrival, receipt);
    List<Observation> good = new ArrayList<>(readings.size());
    List<Fault> faults = new ArrayList<>();
    try {
      for (Reading reading : readings) {
        switch (acceptance.judge(device, reading, receipt)) {
          case Judged.Good(Observation observation) -> good.add(observation);
          case Judged.Bad(Fault fault) -> faults.add(fault);
        }
      }
    } catch (RuntimeException e) {
      log.error(
          "A reading of device {} could not be judged because of {} at {}; its message is kept as a"
              + " dead letter.",
          device.id(),
          e.getClass().getName(),
          placeOf(e));
      return setAside(arrival, provenance, refusal(arrival, List.of(UNJUDGED), readings.size()));
    }
    if (good.isEmpty()) {
      return setAside(arrival, provenance, refusal(arrival, faults, faults.size()));
    }
    List<Entry> entries = new ArrayList<>(2);
    entries.add(new Entry.Accepted(provenance, good, kept(arrival)));
    Outcome outcome = new Outcome.Accepted(good.size(), faults.size());
    IntakeMetrics.Counters counters = metrics.of(arrival.protocol(), arrival.assured());
    if (faults.isEmpty()) {
      return append(arrival, entries, outcome, () -> counters.accepted(good.size()));
    }
    Refusal refusal = refusal(arrival, faults, faults.size());
    entries.add(new Entry.SetAside(refusal.letter(arrival, provenance, true)));
    return append(
        arrival,
        entries,
        outcome,
        () -> {
          counters.accepted(good.size());
          counters.setAside(refusal.reason(), refusal.observations());
        });
  }

  /**
   * Nothing is journaled, not even the handshake of an exactly-once delivery: the message may come
   * twice without harm.
   */
  private CompletionStage<Outcome> pass(Arrival arrival) {
    metrics.of(arrival.protocol(), arrival.assured()).passed();
    return CompletableFuture.completedFuture(new Outcome.Accepted(0, 0));
  }

  /** The message itself, not a copy, where its type keeps such. */
  private static @Nullable RawMessage kept(Arrival arrival) {
    DeviceType type = arrival.device().type();
    return type.keepsRawMessages()
        ? new RawMessage(
            type.id(), arrival.address(), arrival.format().mediaType(), arrival.payload())
        : null;
  }

  private static Refusal refusal(Arrival arrival, List<Fault> faults, int observations) {
    return Refusal.of(faults, observations, arrival.device().type().pseudonymisesThings());
  }

  private CompletionStage<Outcome> setAside(
      Arrival arrival, Provenance provenance, Refusal refusal) {
    boolean acknowledged = !arrival.refusalIsTold();
    return append(
        arrival,
        List.of(new Entry.SetAside(refusal.letter(arrival, provenance, acknowledged))),
        refusal.outcome(),
        () ->
            metrics
                .of(arrival.protocol(), arrival.assured())
                .setAside(refusal.reason(), refusal.observations()));
  }

  private CompletionStage<Outcome> append(
      Arrival arrival, List<Entry> entries, Outcome whenDurable, Runnable count) {
    Timer.Sample wait = metrics.startWait();
    return journal
        .append(new Append(entries, arrival.begins()))
        .thenApply(result ->
            switch (result) {
              case AppendResult.Durable _ -> {
                metrics.endWait(wait);
                count.run();
                yield whenDurable;
              }
              case AppendResult.Full full -> {
                metrics.of(arrival.protocol(), arrival.assured()).busy();
                yield new Outcome.Busy(full.retryAfter());
              }
            });
  }
}
