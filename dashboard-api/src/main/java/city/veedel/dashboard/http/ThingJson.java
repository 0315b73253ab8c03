package city.veedel.dashboard.http;

import city.veedel.dashboard.query.CatalogueDatastream;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.dashboard.query.ThingView;
import city.veedel.model.Location;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Things as GeoJSON features. */
final class ThingJson {
  private static final double LARGEST_EXACT_INTEGER = 9_007_199_254_740_992.0;

  private ThingJson() {}

  static void collection(JsonGenerator json, List<ThingView> things, Instant serverTime)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "FeatureCollection");
    json.writeStringField("server_time", serverTime.toString());
    json.writeArrayFieldStart("features");
    for (ThingView thing : things) {
      writeFeature(json, thing, null);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void feature(JsonGenerator json, ThingView thing, Instant serverTime) throws IOException {
    writeFeature(json, thing, serverTime);
  }

  private static void writeFeature(JsonGenerator json, ThingView view, @Nullable Instant serverTime)
      throws IOException {
    CatalogueThing thing = view.thing();
    json.writeStartObject();
    json.writeStringField("type", "Feature");
    if (serverTime != null) {
      json.writeStringField("server_time", serverTime.toString());
    }
    json.writeStringField("id", thing.id());
    json.writeFieldName("geometry");
    writePoint(json, view.location());
    json.writeObjectFieldStart("properties");
    json.writeStringField("id", thing.id());
    json.writeStringField("name", thing.name());
    json.writeStringField("theme", thing.theme().code());
    json.writeStringField("owner", thing.owner());
    json.writeStringField("licence", thing.licence());
    json.writeStringField("visibility", thing.visibility().code());
    json.writeBooleanField("moving", view.moving());
    json.writeArrayFieldStart("datastreams");
    for (ThingView.DatastreamView datastream : view.datastreams()) {
      writeDatastream(json, datastream);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writePoint(JsonGenerator json, @Nullable Location location)
      throws IOException {
    if (location == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("type", "Point");
    json.writeArrayFieldStart("coordinates");
    json.writeNumber(location.longitude());
    json.writeNumber(location.latitude());
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeDatastream(JsonGenerator json, ThingView.DatastreamView view)
      throws IOException {
    CatalogueDatastream datastream = view.datastream();
    LatestResult latest = view.latest();
    json.writeStartObject();
    json.writeNumberField("id", datastream.id());
    json.writeStringField("property", datastream.property());
    json.writeStringField("title_de", datastream.titleDe());
    json.writeStringField("title_en", datastream.titleEn());
    json.writeStringField("unit", datastream.unit());
    json.writeStringField("result_type", datastream.resultType().code());
    json.writeFieldName("result");
    writeResult(json, latest == null ? Result.Missing.INSTANCE : latest.result());
    if (latest == null) {
      json.writeNullField("phenomenon_time");
      json.writeNullField("received_at");
      json.writeNullField("age_s");
    } else {
      json.writeStringField("phenomenon_time", latest.phenomenonTime().toString());
      json.writeStringField("received_at", latest.receivedAt().toString());
      json.writeNumberField("age_s", view.age().toSeconds());
    }
    json.writeStringField("freshness", view.freshness().code());
    json.writeNumberField("expected_interval_s", datastream.expectedInterval().toSeconds());
    json.writeNumberField("averaging_period_s", datastream.averagingPeriod().toSeconds());
    json.writeStringField("time_marks", datastream.timeMarks().code());
    json.writeEndObject();
  }

  static void writeResult(JsonGenerator json, Result result) throws IOException {
    switch (result) {
      case Result.Quantity(double value) -> writeNumber(json, value);
      case Result.Flag(boolean value) -> json.writeBoolean(value);
      case Result.State(String value) -> json.writeString(value);
      case Result.Missing() -> json.writeNull();
    }
  }

  /** Whole numbers without a decimal point, as people write them. */
  static void writeNumber(JsonGenerator json, double value) throws IOException {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_INTEGER) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
