package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.decode.Fault;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.DeviceTypeHistory;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.registry.RegistryException;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Device types: which there are, their versions, registering and changing them. */
final class DeviceTypeRoutes {
  private final Registry registry;
  private final DatabaseAccess database;
  private final TypeDecoders decoders;

  DeviceTypeRoutes(Registry registry, DatabaseAccess database, TypeDecoders decoders) {
    this.registry = registry;
    this.database = database;
    this.decoders = decoders;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/device-types", Access.anyLogin(), request -> list()),
        Endpoint.get("/api/v1/device-types/:id", Access.anyLogin(), this::show),
        Endpoint.post("/api/v1/device-types", RegistryRoutes.REGISTRARS, this::save));
  }

  /** Without their sources, which may be long. */
  private Answer list() {
    List<DeviceType> types = database.around(registry::listDeviceTypes);
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("items");
              for (DeviceType type : types) {
                json.writeStartObject();
                writeType(json, type);
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .tagged();
  }

  private Answer show(Request request) {
    String id = request.pathParameter("id");
    int version = request.parameters().integer("version", 1, DeviceType.MAX_VERSION, 0);
    DeviceTypeHistory history =
        database
            .around(() ->
                registry.findDeviceType(
                    id, version == 0 ? OptionalInt.empty() : OptionalInt.of(version)))
            .orElseThrow(() ->
                new ProblemException(
                    Problem.notFound(
                        version == 0
                            ? "There is no device type " + Parameters.quoted(id) + "."
                            : "There is no version %d of a device type %s."
                                .formatted(version, Parameters.quoted(id)))));
    Account account = request.requireAccount();
    boolean insider =
        account.role() != Role.VENDOR || account.organisationId() == history.organisation();
    return Answer.json(
            json -> {
              json.writeStartObject();
              writeType(json, history.type());
              // What one vendor wrote is no other vendor's to read.
              json.writeStringField("source", insider ? history.type().decoding().source() : null);
              json.writeArrayFieldStart("versions");
              for (DeviceTypeHistory.Version each : history.versions()) {
                json.writeStartObject();
                json.writeNumberField("version", each.number());
                json.writeStringField("created_at", each.createdAt().toString());
                json.writeStringField(
                    "created_by", insider && !each.createdBy().isEmpty() ? each.createdBy() : null);
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .tagged();
  }

  /** Inside an object. */
  private static void writeType(JsonGenerator json, DeviceType type) throws IOException {
    json.writeStringField("id", type.id());
    json.writeStringField("title", type.title());
    json.writeStringField("vendor", type.vendor());
    json.writeStringField("model", type.model());
    json.writeNumberField("version", type.version());
    json.writeStringField("decoder", type.decoding().decoder());
    json.writeStringField("envelope", type.decoding().envelope().code());
    json.writeArrayFieldStart("fields");
    for (FieldMapping field : type.decoding().mapping()) {
      json.writeStartObject();
      json.writeStringField("field", field.field());
      json.writeStringField("property", field.property().value());
      json.writeStringField("unit", field.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("accepted_past_s", type.acceptedTime().past().toSeconds());
    json.writeNumberField("accepted_future_s", type.acceptedTime().future().toSeconds());
    json.writeBooleanField("creates_things", type.createsThings());
    json.writeBooleanField("pseudonymises_things", type.pseudonymisesThings());
    json.writeNumberField("keep_raw_days", type.keepRawDays());
    json.writeArrayFieldStart("properties");
    for (ObservedProperty property :
        type.properties().values().stream()
            .sorted(Comparator.comparing(ObservedProperty::name))
            .toList()) {
      writeProperty(json, property);
    }
    json.writeEndArray();
  }

  private static void writeProperty(JsonGenerator json, ObservedProperty property)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", property.name().value());
    json.writeStringField("title_de", property.titleDe());
    json.writeStringField("title_en", property.titleEn());
    json.writeStringField("unit", property.unit());
    json.writeStringField("result_type", property.resultType().code());
    json.writeNumberField("expected_interval_s", property.expectedInterval().toSeconds());
    json.writeNumberField("averaging_period_s", property.averagingPeriod().toSeconds());
    json.writeStringField("time_marks", property.timeMarks().code());
    PlausibleRange plausible = property.plausible();
    if (plausible == null) {
      json.writeNullField("plausible");
    } else {
      json.writeArrayFieldStart("plausible");
      ThingJson.writeNumber(json, plausible.min());
      ThingJson.writeNumber(json, plausible.max());
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private Answer save(Request request) {
    Body body = Body.of(request);
    int from = body.whole("version", 1, DeviceType.MAX_VERSION, 0);
    DeviceType wanted = typeOf(body, from == 0 ? DeviceType.FIRST_VERSION : from);
    requireDecoder(wanted);
    Account account = request.requireAccount();
    OptionalInt owner =
        account.role() == Role.VENDOR
            ? OptionalInt.of(account.organisationId())
            : OptionalInt.empty();
    Registry theirs = registry.as(request.actor());
    DeviceType saved =
        stored(() ->
            from == 0
                ? theirs.addDeviceType(wanted, owner)
                : theirs.changeDeviceType(wanted, owner));
    return Answer.json(
            json -> {
              json.writeStartObject();
              writeType(json, saved);
              json.writeStringField("source", saved.decoding().source());
              json.writeEndObject();
            })
        .as(from == 0 ? 201 : 200, "application/json");
  }

  private DeviceType typeOf(Body body, int version) {
    try {
      return new DeviceType(
          RegistryRoutes.slug(body, "id"),
          body.text("title", RegistryRoutes.LONGEST_TITLE),
          body.findText("vendor", RegistryRoutes.LONGEST_TITLE).orElse(""),
          body.findText("model", RegistryRoutes.LONGEST_TITLE).orElse(""),
          version,
          new Decoding(
              decoder(body),
              envelope(body),
              body.findText("source", Decoding.MAX_SOURCE_LENGTH).orElse(""),
              PropertyDefinitions.fields(body)),
          new AcceptedTime(
              body.seconds("accepted_past_s", AcceptedTime.LIVE.past()),
              body.seconds("accepted_future_s", AcceptedTime.LIVE.future())),
          body.flag("creates_things", false),
          body.flag("pseudonymises_things", false),
          body.whole(
              "keep_raw_days", 0, DeviceType.MAX_KEEP_RAW_DAYS, DeviceType.DEFAULT_KEEP_RAW_DAYS),
          PropertyDefinitions.of(body));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.invalidBody("", String.valueOf(e.getMessage())));
    }
  }

  /** A script or an expression that cannot be read is refused before it refuses messages. */
  private void requireDecoder(DeviceType type) {
    if (decoders.compile(type) instanceof TypeDecoders.Broken(List<Fault> faults)) {
      Fault first = faults.getFirst();
      String line =
          first.line() == 0 ? "" : " (line " + first.line() + ", column " + first.column() + ")";
      throw new ProblemException(Problem.invalidBody(first.pointer(), first.detail() + line));
    }
  }

  private String decoder(Body body) {
    String decoder = body.text("decoder", RegistryRoutes.LONGEST_ID);
    if (!decoders.names().contains(decoder)) {
      throw body.invalid(
          "decoder",
          "must be one of "
              + String.join(", ", decoders.names())
              + ", was "
              + Parameters.quoted(decoder));
    }
    return decoder;
  }

  private static Envelope envelope(Body body) {
    String code = body.findText("envelope", RegistryRoutes.LONGEST_ID).orElse(Envelope.NONE.code());
    return Envelope.findByCode(code)
        .orElseThrow(() ->
            body.invalid(
                "envelope",
                "must be one of "
                    + Arrays.stream(Envelope.values())
                        .map(Envelope::code)
                        .collect(Collectors.joining(", "))
                    + ", was "
                    + Parameters.quoted(code)));
  }

  private DeviceType stored(Supplier<DeviceType> work) {
    try {
      return database.around(work);
    } catch (RegistryException.AlreadyExists e) {
      throw conflict("already_exists", "This id is taken", e);
    } catch (RegistryException.OutOfDate e) {
      throw conflict("out_of_date", "Somebody changed it meanwhile", e);
    } catch (RegistryException.Incompatible e) {
      throw conflict("incompatible", "This would change what is stored", e);
    } catch (RegistryException.Unknown e) {
      throw new ProblemException(
          Problem.invalidBody(
              "/version", e.getMessage() + " Leave the version out to register it."));
    }
  }

  private static ProblemException conflict(String code, String title, RegistryException why) {
    return new ProblemException(Problem.of(409, code, title, String.valueOf(why.getMessage())));
  }
}
