package city.veedel.journal.codec;

import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The observations of one message.
 *
 * <pre>
 * observation = flags thing property [seconds micros] [sequence] [result] [longitude latitude]
 * flags       = result kind (3 bits), time of receipt, sequence, location, time as before, 0
 * thing       = 0 text | n: the n-th thing of this message; property likewise
 * </pre>
 */
final class ObservationCodec {
  private static final int RESULT_KIND = 0b111;
  private static final int TIME_OF_RECEIPT = 1 << 3;
  private static final int SEQUENCE = 1 << 4;
  private static final int LOCATION = 1 << 5;
  private static final int TIME_AS_BEFORE = 1 << 6;
  private static final int UNUSED = 1 << 7;

  private static final int DOUBLE = 0;
  private static final int INTEGER = 1;
  private static final int FALSE = 2;
  private static final int TRUE = 3;
  private static final int STATE = 4;
  private static final int MISSING = 5;

  /** Flags and two back references. */
  private static final int SHORTEST = 3;

  /** Integers up to here are shorter as a number of variable length than as eight bytes. */
  private static final double LONGEST_INTEGER = 1L << 48;

  private ObservationCodec() {}

  static void write(List<Observation> observations, long originSeconds, ByteSink sink) {
    sink.putVarint(observations.size());
    BackReferences<ThingId> things = new BackReferences<>();
    BackReferences<PropertyName> properties = new BackReferences<>();
    Instant before = null;
    for (Observation observation : observations) {
      boolean timeAsBefore = observation.phenomenonTime().equals(before);
      sink.putByte(flags(observation, timeAsBefore));
      things.write(observation.thing(), ThingId::value, sink);
      properties.write(observation.property(), PropertyName::value, sink);
      if (!timeAsBefore) {
        before = observation.phenomenonTime();
        EntryCodec.writeTime(before, originSeconds, sink);
      }
      if (observation.hasSequence()) {
        sink.putVarint(observation.sequence());
      }
      writeResult(observation.result(), sink);
      Location location = observation.location();
      if (location != null) {
        sink.putLong(Double.doubleToRawLongBits(location.longitude()));
        sink.putLong(Double.doubleToRawLongBits(location.latitude()));
      }
    }
  }

  static List<Observation> read(ByteSource source, long originSeconds)
      throws MalformedEntryException {
    int count = source.takeCount(SHORTEST);
    List<Observation> observations = new ArrayList<>(count);
    BackReferences<ThingId> things = new BackReferences<>();
    BackReferences<PropertyName> properties = new BackReferences<>();
    Instant before = null;
    for (int i = 0; i < count; i++) {
      int flags = source.takeByte();
      if ((flags & UNUSED) != 0) {
        throw new MalformedEntryException("unknown flags " + flags + " of an observation");
      }
      ThingId thing = things.read(source.ids().things(), source);
      PropertyName property = properties.read(source.ids().properties(), source);
      if ((flags & TIME_AS_BEFORE) == 0) {
        before = EntryCodec.readTime(source, originSeconds);
      } else if (before == null) {
        throw new MalformedEntryException("the first observation has no time");
      }
      long sequence = (flags & SEQUENCE) == 0 ? Observation.NO_SEQUENCE : source.takeVarint();
      if ((flags & SEQUENCE) != 0 && sequence < 0) {
        throw new MalformedEntryException("a sequence of more than 63 bits");
      }
      observations.add(
          new Observation(
              thing,
              property,
              before,
              (flags & TIME_OF_RECEIPT) == 0 ? TimeOrigin.DEVICE : TimeOrigin.RECEIPT,
              sequence,
              readResult(flags & RESULT_KIND, source),
              (flags & LOCATION) == 0 ? null : readLocation(source)));
    }
    return observations;
  }

  private static int flags(Observation observation, boolean timeAsBefore) {
    return resultKind(observation.result())
        | (observation.timeOrigin() == TimeOrigin.RECEIPT ? TIME_OF_RECEIPT : 0)
        | (observation.hasSequence() ? SEQUENCE : 0)
        | (observation.location() == null ? 0 : LOCATION)
        | (timeAsBefore ? TIME_AS_BEFORE : 0);
  }

  private static int resultKind(Result result) {
    return switch (result) {
      case Result.Quantity(double value) -> isShortInteger(value) ? INTEGER : DOUBLE;
      case Result.Flag(boolean value) -> value ? TRUE : FALSE;
      case Result.State _ -> STATE;
      case Result.Missing _ -> MISSING;
    };
  }

  /** Whether the value survives the way through a long; negative zero does not. */
  private static boolean isShortInteger(double value) {
    return Math.abs(value) <= LONGEST_INTEGER
        && Double.doubleToRawLongBits((double) (long) value) == Double.doubleToRawLongBits(value);
  }

  private static void writeResult(Result result, ByteSink sink) {
    switch (result) {
      case Result.Quantity(double value) -> {
        if (isShortInteger(value)) {
          sink.putSignedVarint((long) value);
        } else {
          sink.putLong(Double.doubleToRawLongBits(value));
        }
      }
      case Result.State(String value) -> sink.putString(value);
      case Result.Flag _, Result.Missing _ -> {}
    }
  }

  private static Result readResult(int kind, ByteSource source) throws MalformedEntryException {
    return switch (kind) {
      case DOUBLE -> new Result.Quantity(Double.longBitsToDouble(source.takeLong()));
      case INTEGER -> new Result.Quantity((double) source.takeSignedVarint());
      case FALSE -> new Result.Flag(false);
      case TRUE -> new Result.Flag(true);
      case STATE -> new Result.State(source.takeString());
      case MISSING -> Result.Missing.INSTANCE;
      default -> throw new MalformedEntryException("a result of unknown kind " + kind);
    };
  }

  private static Location readLocation(ByteSource source) throws MalformedEntryException {
    return new Location(
        Double.longBitsToDouble(source.takeLong()), Double.longBitsToDouble(source.takeLong()));
  }
}
