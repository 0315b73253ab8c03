package city.veedel.gateway.intake;

import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Text;
import city.veedel.decode.unit.Conversion;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Observation;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import java.time.Instant;

/**
 * What makes an observation of a reading: the device may speak for the thing, the value has the
 * declared type, is brought into the declared unit and is plausible there, and the time is one the
 * device type accepts.
 */
final class Acceptance {
  private final Units units;
  private final Pseudonyms pseudonyms;

  Acceptance(Units units, Pseudonyms pseudonyms) {
    this.units = units;
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
    Result result = reading.result();
    ObservedProperty declared = device.type().findProperty(reading.property()).orElse(null);
    if (declared != null) {
      if (!fits(result, declared.resultType())) {
        return bad(
            reading,
            RefusalReason.RESULT_TYPE_MISMATCH,
            shown(result)
                + "; "
                + reading.property()
                + " is declared as "
                + declared.resultType().code());
      }
      if (result instanceof Result.Quantity(double value) && !reading.unit().isEmpty()) {
        switch (units.convert(value, reading.unit(), declared.unit())) {
          case Conversion.Converted(double converted) -> result = new Result.Quantity(converted);
          case Conversion.Impossible(String detail) -> {
            return bad(
                reading,
                RefusalReason.UNIT_MISMATCH,
                detail + "; " + reading.property() + " is declared in " + declared.unit());
          }
        }
      }
      PlausibleRange plausible = declared.plausible();
      if (plausible != null
          && result instanceof Result.Quantity(double value)
          && !plausible.holds(value)) {
        return bad(
            reading, RefusalReason.VALUE_IMPLAUSIBLE, implausible(value, declared, plausible));
      }
    }
    Instant time = reading.time();
    AcceptedTime accepted = device.type().acceptedTime();
    if (time != null && !accepted.accepts(time, receivedAt)) {
      return bad(
          reading,
          RefusalReason.TIME_OUT_OF_RANGE,
          String.join(
              "",
              "the time " + time + " is outside what the device type accepts, ",
              receivedAt.minus(accepted.past()) + " to " + receivedAt.plus(accepted.future()),
              "; set the device's clock, or leave the time out"));
    }
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

  private static boolean fits(Result result, ResultType declared) {
    return switch (result) {
      case Result.Quantity _ -> declared == ResultType.NUMBER;
      case Result.Flag _ -> declared == ResultType.BOOLEAN;
      case Result.State _ -> declared == ResultType.TEXT;
      case Result.Missing _ -> true;
    };
  }

  private static String shown(Result result) {
    return switch (result) {
      case Result.Quantity(double value) -> value + " is a number";
      case Result.Flag(boolean value) -> value + " is a boolean";
      case Result.State(String value) -> Text.quoted(value) + " is a text";
      case Result.Missing _ -> "null";
    };
  }

  private static String implausible(
      double value, ObservedProperty property, PlausibleRange plausible) {
    return String.join(
        "",
        value + " " + property.unit() + " is not plausible for " + property.name() + ": ",
        plausible.min() + " to " + plausible.max() + " " + property.unit() + " is; ",
        "check the sensor and the unit it sends, or widen the range of the device type");
  }

  private static Judged bad(Reading reading, RefusalReason reason, String detail) {
    return new Judged.Bad(new Fault(reason, detail, reading.pointer(), 0, 0));
  }
}
