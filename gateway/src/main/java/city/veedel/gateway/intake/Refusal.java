package city.veedel.gateway.intake;

import city.veedel.decode.Fault;
import city.veedel.model.DeadLetter;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a message, or a part of it, is set aside, in the words that go into the dead letter and to
 * the sender.
 *
 * <p>Of a device type whose things are vehicles nothing is told but the kind of fault and its line:
 * text, pointer and payload of such a message may hold the id of a vehicle.
 */
record Refusal(
    RefusalReason reason, String detail, String pointer, int observations, boolean isPrivate) {
  static Refusal of(List<Fault> faults, int observations, boolean isPrivate) {
    Fault first = faults.getFirst();
    if (isPrivate) {
      return new Refusal(
          first.reason(),
          "details are not kept, because they may name a vehicle; preview the message to see them",
          first.line() == 0 ? "" : "line " + first.line() + ", column " + first.column(),
          observations,
          true);
    }
    String others =
        faults.stream()
            .skip(1)
            .map(fault -> fault.place() + ": " + fault.detail())
            .collect(Collectors.joining("; "));
    String detail = others.isEmpty() ? first.detail() : first.detail() + "; " + others;
    return new Refusal(first.reason(), shortened(detail), first.place(), observations, false);
  }

  DeadLetter letter(Arrival arrival, Provenance provenance, boolean acknowledged) {
    Payload payload = arrival.payload();
    return new DeadLetter(
        provenance,
        arrival.address(),
        arrival.format().mediaType(),
        reason,
        isPrivate ? detail + " (" + payload.length() + " bytes)" : detail,
        pointer,
        isPrivate ? Payload.wrap(new byte[0]) : payload,
        observations,
        acknowledged);
  }

  Outcome.Refused outcome() {
    return new Outcome.Refused(reason, detail, pointer, true);
  }

  private static String shortened(String detail) {
    return detail.length() <= DeadLetter.MAX_DETAIL_LENGTH
        ? detail
        : detail.substring(0, DeadLetter.MAX_DETAIL_LENGTH - 1) + "…";
  }
}
