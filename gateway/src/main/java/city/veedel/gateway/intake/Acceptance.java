package city.veedel.gateway.intake;

import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.declared.DeclaredValues;
import city.veedel.decode.declared.Judgement;
import city.veedel.decode.document.Text;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.Observation;
import city.veedel.model.ObservedProperty;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import java.time.Instant;
import java.util.Optional;

/**
 * What makes an observation of a reading: the device may speak for the thing, the value has the
 * declared type, is brought into the declared unit and is plausible there, and the time is one the
 * device type accepts.
 */
final class Acceptance {
  private final DeclaredValues values;
  private final Pseudonyms pseudonyms;

  Acceptance(Units units, Pseudonyms pseudonyms) {
    this.values = new DeclaredValues(units);
    this.pseudonyms = pseudonyms;
  }

  /**
   * @param receipt when the reading's message was received; the next of its times stands in for a
   *     time the reading does not have
   */
  Judged judge(KnownDevice device, Reading reading, ReceiptTimes receipt) {
    Instant receivedAt = receipt.receivedAt();
    String named = device.thingNamed(reading.thing());
    if (!maySpeakFor(device, named)) {
      return bad(
          reading,
          RefusalReason.THING_UNKNOWN,
          Text.quoted(named)
              + " is no thing that device "
              + device.id()
              + " may speak for; leave \"thing\" out for "
              + device.ownThing()
              + ", or have the thing granted to the device");
    }
    ObservedProperty declared = device.type().findProperty(reading.property()).orElse(null);
    Result result;
    switch (values.judge(reading, declared)) {
      case Judgement.Fits(Result fitting) -> result = fitting;
      case Judgement.Unfit(Fault fault) -> {
        return new Judged.Bad(fault);
      }
    }
    Optional<Fault> late =
        DeclaredValues.findTimeFault(reading, device.type().acceptedTime(), receivedAt);
    if (late.isPresent()) {
      return new Judged.Bad(late.get());
    }
    Instant time = reading.time();
    return new Judged.Good(
        new Observation(
            thingOf(device, named, reading, receivedAt),
            reading.property(),
            time == null ? receipt.next() : time,
            time == null ? TimeOrigin.RECEIPT : TimeOrigin.DEVICE,
            reading.sequence(),
            result,
            reading.location()));
  }

  /**
   * A type whose things are vehicles may name any: what is stored is a pseudonym, and no grant
   * could list vehicles that come and go.
   */
  private static boolean maySpeakFor(KnownDevice device, String thing) {
    return thing.isEmpty()
        || device.type().pseudonymisesThings()
        || ThingId.isValid(thing) && device.mayObserve(new ThingId(thing));
  }

  private ThingId thingOf(KnownDevice device, String thing, Reading reading, Instant receivedAt) {
    if (thing.isEmpty() || thing.equals(device.ownThing().value())) {
      return device.ownThing();
    }
    return device.type().pseudonymisesThings()
        ? pseudonyms.nameOf(device.id(), thing, reading.location(), receivedAt)
        : new ThingId(thing);
  }

  private static Judged bad(Reading reading, RefusalReason reason, String detail) {
    return new Judged.Bad(new Fault(reason, detail, reading.pointer(), 0, 0));
  }
}
