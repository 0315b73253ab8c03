package city.veedel.decode.declared;

import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Text;
import city.veedel.decode.unit.Conversion;
import city.veedel.decode.unit.Units;
import city.veedel.model.AcceptedTime;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds readings against what their device type declares: the value has the declared type, is
 * brought into the declared unit and is plausible there, and the time is one that is accepted.
 * Thread-safe.
 */
public final class DeclaredValues {
  private final Units units;

  public DeclaredValues(Units units) {
    this.units = units;
  }

  /**
   * @param declared null where nobody declares the property: then any value fits as it is
   */
  public Judgement judge(Reading reading, @Nullable ObservedProperty declared) {
    Result result = reading.result();
    if (declared == null) {
      return new Judgement.Fits(result);
    }
    if (!fits(result, declared.resultType())) {
      return unfit(
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
          return unfit(
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
      return unfit(
          reading, RefusalReason.VALUE_IMPLAUSIBLE, implausible(value, declared, plausible));
    }
    return new Judgement.Fits(result);
  }

  /** Why a reading's own time is not accepted; empty where it is, or where it has none. */
  public static Optional<Fault> findTimeFault(
      Reading reading, AcceptedTime accepted, Instant receivedAt) {
    Instant time = reading.time();
    if (time == null || accepted.accepts(time, receivedAt)) {
      return Optional.empty();
    }
    String detail =
        String.join(
            "",
            "the time " + time + " is outside what the device type accepts, ",
            receivedAt.minus(accepted.past()) + " to " + receivedAt.plus(accepted.future()),
            "; set the device's clock, or leave the time out");
    return Optional.of(new Fault(RefusalReason.TIME_OUT_OF_RANGE, detail, reading.pointer(), 0, 0));
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

  private static Judgement unfit(Reading reading, RefusalReason reason, String detail) {
    return new Judgement.Unfit(new Fault(reason, detail, reading.pointer(), 0, 0));
  }
}
