package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Notes;
import city.veedel.decode.Reading;
import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.declared.DeclaredValues;
import city.veedel.decode.declared.Judgement;
import city.veedel.decode.select.TypeDecoder;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.DeviceType;
import city.veedel.model.Location;
import city.veedel.model.ObservedProperty;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.registry.Role;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway would make of a payload of a device whose own thing it is about, without keeping
 * anything. The decoder is made for the purpose: what it runs into here is not held against the
 * messages of real devices.
 */
final class PreviewRoutes {
  private static final Logger log = LoggerFactory.getLogger(PreviewRoutes.class);

  private static final int LONGEST_NAME = 128;

  /** As long as the gateway takes them. */
  private static final int LONGEST_PAYLOAD = 65_536;

  private final Registry registry;
  private final DatabaseAccess database;
  private final TypeDecoders decoders;
  private final Trials trials;
  private final InstantSource clock;
  private final DeclaredValues values = new DeclaredValues(PropertyDefinitions.UNITS);

  PreviewRoutes(
      Registry registry,
      DatabaseAccess database,
      TypeDecoders decoders,
      Trials trials,
      InstantSource clock) {
    this.registry = registry;
    this.database = database;
    this.decoders = decoders;
    this.trials = trials;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/decode-previews", Access.anyLogin(), this::preview)
            .withBody(DeviceTypeRoutes.LONGEST_BODY));
  }

  private Answer preview(Request request) {
    Body body = Body.of(request);
    Account account = request.requireAccount();
    Payload payload = payloadOf(body);
    ContentFormat format = formatOf(body);
    DeviceType type = typeOf(body, account);
    Instant now = clock.instant();
    Decoded decoded =
        trials.run(account.organisationId(), () -> decoded(type, payload, format, now));
    return switch (decoded) {
      case Decoded.Readings(List<Reading> readings, Notes notes) ->
          judged(readings, notes, type, now);
      case Decoded.Nothing(String why) -> answer(List.of(), List.of(), Notes.NONE, why);
      case Decoded.Undecodable(List<Fault> faults) -> answer(List.of(), faults, Notes.NONE, "");
    };
  }

  private Decoded decoded(DeviceType type, Payload payload, ContentFormat format, Instant now) {
    return switch (decoders.compile(type)) {
      case TypeDecoders.Ready(TypeDecoder decoder) -> decoded(decoder, payload, format, now);
      case TypeDecoders.Broken(List<Fault> faults) -> new Decoded.Undecodable(faults);
    };
  }

  /** A decoder that breaks is a fault, as in the gateway; its own words may quote the payload. */
  private static Decoded decoded(
      TypeDecoder decoder, Payload payload, ContentFormat format, Instant now) {
    try {
      return decoder.decoder().decode(payload, format, now);
    } catch (DecodingBusyException | DecodingStoppedException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      log.error("A decoder broke with {} on a preview.", e.getClass().getName());
      return new Decoded.Undecodable(
          List.of(
              new Fault(
                  RefusalReason.FORMAT_UNSUPPORTED,
                  "the decoder broke on this message; as a device's it would be kept as a dead letter",
                  "",
                  0,
                  0)));
    }
  }

  private DeviceType typeOf(Body body, Account account) {
    Optional<Body> draft = body.findObject("definition");
    Optional<String> id = body.findText("type", LONGEST_NAME);
    if (draft.isPresent() == id.isPresent()) {
      throw body.invalid(
          "type", "must name a device type, or definition must hold one that is not saved yet");
    }
    if (draft.isPresent()) {
      DeviceType type =
          DeviceTypeDefinition.read(draft.get(), DeviceType.FIRST_VERSION, decoders.names());
      return database.around(() -> registry.completedByCatalogue(type));
    }
    return savedTypeOf(body, id.get(), account);
  }

  /** A vendor may try what its devices may have: types of its own and of the city. */
  private DeviceType savedTypeOf(Body body, String id, Account account) {
    return database
        .around(() -> registry.findCompletedDeviceType(id))
        .filter(found ->
            account.role() != Role.VENDOR
                || found.isOfCity()
                || found.organisation() == account.organisationId())
        .orElseThrow(() -> body.invalid("type", "there is no device type " + Parameters.quoted(id)))
        .type();
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
        return bounded(body, "payload_base64", Base64.getDecoder().decode(encoded.get()));
      } catch (IllegalArgumentException e) {
        throw body.invalid("payload_base64", "is not Base64 (RFC 4648, section 4)");
      }
    }
    return body.findText("payload", Integer.MAX_VALUE)
        .map(text -> bounded(body, "payload", text.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow(() -> body.invalid("payload", "must be given as text, or as payload_base64"));
  }

  private static Payload bounded(Body body, String field, byte[] payload) {
    if (payload.length > LONGEST_PAYLOAD) {
      throw body.invalid(
          field,
          "has at most " + LONGEST_PAYLOAD + " bytes, as in the gateway; had " + payload.length);
    }
    return Payload.wrap(payload);
  }

  /** Readings that fit in the declared unit, the others as they came and with what is wrong. */
  private Answer judged(List<Reading> readings, Notes notes, DeviceType type, Instant now) {
    List<Reading> shown = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    for (Reading reading : readings) {
      ObservedProperty declared = type.findProperty(reading.property()).orElse(null);
      switch (values.judge(reading, declared)) {
        case Judgement.Fits(Result result) -> {
          shown.add(fitted(reading, result, declared));
          DeclaredValues.findTimeFault(reading, type.acceptedTime(), now).ifPresent(faults::add);
        }
        case Judgement.Unfit(Fault fault) -> {
          shown.add(reading);
          faults.add(fault);
        }
      }
    }
    return answer(shown, faults, notes, "");
  }

  private static Reading fitted(
      Reading reading, Result result, @Nullable ObservedProperty declared) {
    return new Reading(
        reading.thing(),
        reading.property(),
        reading.time(),
        reading.sequence(),
        result,
        declared == null ? reading.unit() : declared.unit(),
        reading.location(),
        reading.pointer());
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
                if (fault.offset() == Fault.NO_OFFSET) {
                  json.writeNullField("offset");
                } else {
                  json.writeNumberField("offset", fault.offset());
                }
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
