package city.veedel.dashboard.live;

import city.veedel.dashboard.query.CityState;
import city.veedel.dashboard.query.LatestPosition;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The events of the stream as bytes (HTML standard, section 9.2 "Server-sent events"). */
final class LiveEvents {
  /** A comment, which clients ignore and proxies do not. */
  static final Buffer HEARTBEAT = Buffer.buffer(": hb\n\n");

  private static final JsonFactory JSON = new JsonFactory();
  private static final double LARGEST_EXACT_INTEGER = 9_007_199_254_740_992.0;

  private LiveEvents() {}

  static Buffer hello(String epoch, Instant serverTime, LiveConfig config, long dictionary) {
    return event(
        "hello",
        "",
        json -> {
          json.writeStringField("epoch", epoch);
          json.writeStringField("server_time", serverTime.toString());
          json.writeNumberField("tick_ms", config.tick().toMillis());
          json.writeNumberField("heartbeat_ms", config.heartbeat().toMillis());
          json.writeNumberField("dictionary", dictionary);
        });
  }

  static Buffer resync(String reason) {
    return event("resync", "", json -> json.writeStringField("reason", reason));
  }

  static Buffer snapshot(String id, Instant asOf, BitSet datastreams, CityState city) {
    return event(
        "snapshot",
        id,
        json -> {
          json.writeStringField("as_of", asOf.toString());
          writeResults(json, datastreams, city);
        });
  }

  static Buffer delta(String id, BitSet datastreams, CityState city) {
    return event("delta", id, json -> writeResults(json, datastreams, city));
  }

  static Buffer positions(String id, List<LatestPosition> positions) {
    return event(
        "positions",
        id,
        json -> {
          json.writeArrayFieldStart("things");
          for (LatestPosition position : positions) {
            json.writeString(position.thing());
          }
          json.writeEndArray();
          json.writeArrayFieldStart("lon");
          for (LatestPosition position : positions) {
            json.writeNumber(position.location().longitude());
          }
          json.writeEndArray();
          json.writeArrayFieldStart("lat");
          for (LatestPosition position : positions) {
            json.writeNumber(position.location().latitude());
          }
          json.writeEndArray();
          json.writeArrayFieldStart("t");
          for (LatestPosition position : positions) {
            json.writeNumber(position.phenomenonTime().toEpochMilli());
          }
          json.writeEndArray();
        });
  }

  private static void writeResults(JsonGenerator json, BitSet datastreams, CityState city)
      throws IOException {
    // Read once: the three arrays must be about the same results.
    List<LatestResult> results = new ArrayList<>(datastreams.cardinality());
    datastreams.stream().forEach(id -> city.findLatest(id).ifPresent(results::add));
    json.writeArrayFieldStart("ids");
    for (LatestResult result : results) {
      json.writeNumber(result.datastream());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("v");
    for (LatestResult result : results) {
      writeResult(json, result.result());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("t");
    for (LatestResult result : results) {
      json.writeNumber(result.phenomenonTime().toEpochMilli());
    }
    json.writeEndArray();
  }

  private static void writeResult(JsonGenerator json, Result result) throws IOException {
    switch (result) {
      case Result.Quantity(double value) -> {
        if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_INTEGER) {
          json.writeNumber((long) value);
        } else {
          json.writeNumber(value);
        }
      }
      case Result.Flag(boolean value) -> json.writeBoolean(value);
      case Result.State(String value) -> json.writeString(value);
      case Result.Missing() -> json.writeNull();
    }
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** JSON holds no line break outside strings and escapes those inside: one data line is enough. */
  private static Buffer event(String name, String id, Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    String head = "event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "data: ";
    bytes.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    bytes.write('\n');
    bytes.write('\n');
    return Buffer.buffer(bytes.toByteArray());
  }
}
