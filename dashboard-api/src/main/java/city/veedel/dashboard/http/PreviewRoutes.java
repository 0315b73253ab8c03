package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Notes;
import city.veedel.decode.Reading;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.DeviceType;
import city.veedel.model.Location;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import city.veedel.schema.registry.Registry;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the gateway would make of a payload, by the same decoders, without keeping anything. */
final class PreviewRoutes {
  private static final int LONGEST_NAME = 128;

  private final Registry registry;
  private final DatabaseAccess database;
  private final TypeDecoders decoders;
  private final InstantSource clock;

  PreviewRoutes(
      Registry registry, DatabaseAccess database, TypeDecoders decoders, InstantSource clock) {
    this.registry = registry;
    this.database = database;
    this.decoders = decoders;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/api/v1/decode-previews", Access.anyLogin(), this::preview));
  }

  private Answer preview(Request request) {
    Body body = Body.of(request);
    DeviceType type = typeOf(body);
    Payload payload = payloadOf(body);
    ContentFormat format = formatOf(body);
    Instant now = clock.instant();
    Decoded decoded = decoders.of(type).decoder().decode(payload, format, now);
    return switch (decoded) {
      case Decoded.Readings(List<Reading> readings, Notes notes) ->
          answer(readings, outOfTime(readings, type, now), notes, "");
      case Decoded.Nothing(String why) -> answer(List.of(), List.of(), Notes.NONE, why);
      case Decoded.Undecodable(List<Fault> faults) -> answer(List.of(), faults, Notes.NONE, "");
    };
  }

  private DeviceType typeOf(Body body) {
    String id = body.text("type", LONGEST_NAME);
    return database.around(registry::listDeviceTypes).stream()
        .filter(type -> type.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> body.invalid("type", "there is no device type " + Parameters.quoted(id)));
  }

  private static ContentFormat formatOf(Body body) {
    Optional<String> given = body.findText("content_format", LONGEST_NAME);
    if (given.isEmpty() || given.get().isBlank()) {
      return ContentFormat.UNDECLARED;
    }
    return ContentFormat.findByMediaType(given.get())
        .orElseThrow(() ->
            body.invalid(
                "content_format",
                "must be one of "
                    + Arrays.stream(ContentFormat.values())
                        .map(ContentFormat::mediaType)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.joining(", "))
                    + ", was "
                    + Parameters.quoted(given.get())));
  }

  private static Payload payloadOf(Body body) {
    Optional<String> encoded = body.findText("payload_base64", Integer.MAX_VALUE);
    if (encoded.isPresent()) {
      try {
        return Payload.wrap(Base64.getDecoder().decode(encoded.get()));
      } catch (IllegalArgumentException e) {
        throw body.invalid("payload_base64", "is not Base64 (RFC 4648, section 4)");
      }
    }
    return body.findText("payload", Integer.MAX_VALUE)
        .map(text -> Payload.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow(() -> body.invalid("payload", "must be given as text, or as payload_base64"));
  }

  /** What the gateway would set aside although it can be read. */
  private static List<Fault> outOfTime(List<Reading> readings, DeviceType type, Instant now) {
    List<Fault> faults = new ArrayList<>();
    for (Reading reading : readings) {
      Instant time = reading.time();
      if (time != null && !type.acceptedTime().accepts(time, now)) {
        faults.add(
            new Fault(
                RefusalReason.TIME_OUT_OF_RANGE,
                "the time "
                    + time
                    + " is outside of what the type accepts: "
                    + type.acceptedTime().past()
                    + " before to "
                    + type.acceptedTime().future()
                    + " after its receipt",
                reading.pointer(),
                0,
                0));
      }
    }
    return faults;
  }

  private static Answer answer(
      List<Reading> readings, List<Fault> faults, Notes notes, String nothing) {
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("readings");
              for (Reading reading : readings) {
                writeReading(json, reading);
              }
              json.writeEndArray();
              json.writeArrayFieldStart("faults");
              for (Fault fault : faults) {
                json.writeStartObject();
                json.writeStringField("code", fault.reason().code());
                json.writeStringField("detail", fault.detail());
                json.writeStringField("pointer", fault.pointer());
                json.writeNumberField("line", fault.line());
                json.writeNumberField("column", fault.column());
                json.writeEndObject();
              }
              json.writeEndArray();
              writeTexts(json, "warnings", notes.warnings());
              writeTexts(json, "ignored", notes.ignored());
              writeTexts(json, "unmapped", notes.unmapped());
              json.writeStringField("nothing", nothing);
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void writeReading(JsonGenerator json, Reading reading) throws IOException {
    json.writeStartObject();
    json.writeStringField("thing", reading.thing());
    json.writeStringField("property", reading.property().value());
    Instant time = reading.time();
    json.writeStringField("time", time == null ? null : time.toString());
    if (reading.sequence() >= 0) {
      json.writeNumberField("sequence", reading.sequence());
    } else {
      json.writeNullField("sequence");
    }
    json.writeFieldName("result");
    ThingJson.writeResult(json, reading.result());
    json.writeStringField("unit", reading.unit());
    Location location = reading.location();
    if (location == null) {
      json.writeNullField("location");
    } else {
      json.writeArrayFieldStart("location");
      json.writeNumber(location.longitude());
      json.writeNumber(location.latitude());
      json.writeEndArray();
    }
    json.writeStringField("pointer", reading.pointer());
    json.writeEndObject();
  }
}
