package city.veedel.dashboard.http;

import city.veedel.dashboard.query.CatalogueDatastream;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.Freshness;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.dashboard.query.ThingView;
import city.veedel.dashboard.text.Utf8Text;
import city.veedel.model.Location;
import city.veedel.model.Provenance;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.TimeMarks;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Things as GeoJSON features (RFC 7946). A city has tens of thousands of datastreams and few kinds
 * of them: what all of a kind have in common is encoded once and is a phrase of the text.
 */
final class ThingJson {
  private static final double LARGEST_EXACT_INTEGER = 9_007_199_254_740_992.0;
  private static final int USUAL_THING_BYTES = 350;
  private static final int USUAL_DATASTREAM_BYTES = 400;
  private static final int MOST_EXPECTED_BYTES = 64 << 20;
  private static final JsonStringEncoder ESCAPING = JsonStringEncoder.getInstance();

  private static final byte[] BEGIN_FEATURE = ascii("{\"type\":\"Feature\",\"id\":");
  private static final byte[] BEGIN_GEOMETRY = ascii(",\"geometry\":");
  private static final byte[] BEGIN_POINT = ascii("{\"type\":\"Point\",\"coordinates\":[");
  private static final byte[] AFTER_POINT = ascii("]},\"properties\":{\"id\":");
  private static final byte[] AFTER_NO_POINT = ascii("null,\"properties\":{\"id\":");
  private static final byte[] BEGIN_NAME = ascii(",\"name\":");
  private static final byte[] END_FEATURE = ascii("]}}");
  private static final byte[] BEGIN_FIRST_DATASTREAM = ascii("{\"id\":");
  private static final byte[] BEGIN_NEXT_DATASTREAM = ascii(",{\"id\":");
  private static final byte[] BEGIN_PHENOMENON_TIME = ascii(",\"phenomenon_time\":\"");
  private static final byte[] BEGIN_RECEIVED_AT = ascii("\",\"received_at\":\"");
  private static final byte[] BEGIN_AGE = ascii("\",\"age_s\":");
  private static final byte[] NOTHING_YET =
      ascii(",\"phenomenon_time\":null,\"received_at\":null,\"age_s\":null");

  private final Utf8Text text;
  private final Map<ThingKind, byte[]> thingKinds = new HashMap<>();
  private final Map<DatastreamKind, byte[]> datastreamKinds = new HashMap<>();
  private final Map<Pace, byte[]> paces = new HashMap<>();

  /** What many things have in common. */
  private record ThingKind(
      Theme theme, String owner, String licence, String visibility, boolean moving) {
    void write(JsonGenerator json) throws IOException {
      json.writeStringField("theme", theme.code());
      json.writeStringField("owner", owner);
      json.writeStringField("licence", licence);
      json.writeStringField("visibility", visibility);
      json.writeBooleanField("moving", moving);
    }
  }

  /** What many datastreams have in common, as far as it stands before the result. */
  private record DatastreamKind(
      String property, String titleDe, String titleEn, String unit, ResultType resultType) {
    void write(JsonGenerator json) throws IOException {
      json.writeStringField("property", property);
      json.writeStringField("title_de", titleDe);
      json.writeStringField("title_en", titleEn);
      json.writeStringField("unit", unit);
      json.writeStringField("result_type", resultType.code());
    }
  }

  /** What stands after the result. */
  private record Pace(
      Freshness freshness,
      Duration expectedInterval,
      Duration averagingPeriod,
      TimeMarks timeMarks) {
    void write(JsonGenerator json) throws IOException {
      json.writeStringField("freshness", freshness.code());
      json.writeNumberField("expected_interval_s", expectedInterval.toSeconds());
      json.writeNumberField("averaging_period_s", averagingPeriod.toSeconds());
      json.writeStringField("time_marks", timeMarks.code());
    }
  }

  private ThingJson(List<ThingView> things) {
    long bytes = 0;
    for (ThingView thing : things) {
      bytes += USUAL_THING_BYTES + (long) USUAL_DATASTREAM_BYTES * thing.datastreams().size();
    }
    text = new Utf8Text((int) Math.min(bytes, MOST_EXPECTED_BYTES));
  }

  /** A FeatureCollection. */
  static Utf8Text collection(List<ThingView> things, Instant serverTime) {
    ThingJson json = new ThingJson(things);
    json.literally("{\"type\":\"FeatureCollection\",");
    json.writeServerTime(serverTime);
    json.literally("\"features\":[");
    for (int i = 0; i < things.size(); i++) {
      if (i > 0) {
        json.text.append(',');
      }
      json.writeFeature(things.get(i), null);
    }
    json.literally("]}");
    return json.text;
  }

  /** One Feature, which then tells the time itself. */
  static Utf8Text feature(ThingView thing, Instant serverTime) {
    ThingJson json = new ThingJson(List.of(thing));
    json.writeFeature(thing, serverTime);
    return json.text;
  }

  private void writeServerTime(Instant serverTime) {
    literally("\"server_time\":\"");
    text.append(serverTime);
    literally("\",");
  }

  private void writeFeature(ThingView view, @Nullable Instant serverTime) {
    CatalogueThing thing = view.thing();
    byte[] id = ESCAPING.quoteAsUTF8(thing.id());
    if (serverTime == null) {
      text.append(BEGIN_FEATURE);
    } else {
      literally("{\"type\":\"Feature\",");
      writeServerTime(serverTime);
      literally("\"id\":");
    }
    quote(id);
    text.append(BEGIN_GEOMETRY);
    writePoint(view.location());
    quote(id);
    text.append(BEGIN_NAME);
    quote(ESCAPING.quoteAsUTF8(thing.name()));
    text.append(
        thingKinds.computeIfAbsent(
            new ThingKind(
                thing.theme(),
                thing.owner(),
                thing.licence(),
                thing.visibility().code(),
                view.moving()),
            kind -> phrase(kind::write, ",\"datastreams\":[")));
    byte[] begin = BEGIN_FIRST_DATASTREAM;
    for (ThingView.DatastreamView datastream : view.datastreams()) {
      text.append(begin);
      writeDatastream(datastream);
      begin = BEGIN_NEXT_DATASTREAM;
    }
    text.append(END_FEATURE);
  }

  /** Also opens what follows. */
  private void writePoint(@Nullable Location location) {
    if (location == null) {
      text.append(AFTER_NO_POINT);
      return;
    }
    text.append(BEGIN_POINT);
    text.append(location.longitude());
    text.append(',');
    text.append(location.latitude());
    text.append(AFTER_POINT);
  }

  /** From its id on. */
  private void writeDatastream(ThingView.DatastreamView view) {
    CatalogueDatastream datastream = view.datastream();
    LatestResult latest = view.latest();
    text.append(datastream.id());
    text.append(
        datastreamKinds.computeIfAbsent(
            new DatastreamKind(
                datastream.property(),
                datastream.titleDe(),
                datastream.titleEn(),
                datastream.unit(),
                datastream.resultType()),
            kind -> phrase(kind::write, ",\"result\":")));
    writeResult(latest == null ? Result.Missing.INSTANCE : latest.result());
    if (latest == null) {
      text.append(NOTHING_YET);
    } else {
      text.append(BEGIN_PHENOMENON_TIME);
      text.append(latest.phenomenonTime());
      text.append(BEGIN_RECEIVED_AT);
      text.append(latest.receivedAt());
      text.append(BEGIN_AGE);
      text.append(view.age().toSeconds());
    }
    text.append(
        paces.computeIfAbsent(
            new Pace(
                view.freshness(),
                datastream.expectedInterval(),
                datastream.averagingPeriod(),
                datastream.timeMarks()),
            pace -> phrase(pace::write, "}")));
  }

  private void writeResult(Result result) {
    switch (result) {
      case Result.Quantity(double value) when isExactInteger(value) -> text.append((long) value);
      case Result.Quantity(double value) -> text.append(value);
      case Result.Flag(boolean value) -> literally(Boolean.toString(value));
      case Result.State(String value) -> quote(ESCAPING.quoteAsUTF8(value));
      case Result.Missing() -> literally("null");
    }
  }

  /** The fields between those before and those after. */
  private static byte[] phrase(Json.Writing fields, String after) {
    byte[] object =
        Json.bytes(json -> {
          json.writeStartObject();
          fields.to(json);
          json.writeEndObject();
        });
    byte[] ending = ascii(after);
    byte[] phrase = Arrays.copyOf(object, object.length - 1 + ending.length);
    phrase[0] = ',';
    System.arraycopy(ending, 0, phrase, object.length - 1, ending.length);
    return phrase;
  }

  private void literally(String ascii) {
    text.append(ascii(ascii));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void quote(byte[] escaped) {
    text.append('"');
    text.append(escaped);
    text.append('"');
  }

  static void writeResult(JsonGenerator json, Result result) throws IOException {
    switch (result) {
      case Result.Quantity(double value) -> writeNumber(json, value);
      case Result.Flag(boolean value) -> json.writeBoolean(value);
      case Result.State(String value) -> json.writeString(value);
      case Result.Missing() -> json.writeNull();
    }
  }

  /** Null where it is not known. */
  static void writeDecoderVersion(JsonGenerator json, int version) throws IOException {
    if (version == Provenance.UNVERSIONED) {
      json.writeNullField("decoder_version");
    } else {
      json.writeNumberField("decoder_version", version);
    }
  }

  /** Whole numbers without a decimal point, as people write them. */
  static void writeNumber(JsonGenerator json, double value) throws IOException {
    if (isExactInteger(value)) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }

  private static boolean isExactInteger(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_INTEGER;
  }
}
