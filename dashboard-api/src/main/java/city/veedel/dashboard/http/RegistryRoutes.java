package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.dashboard.store.ReceiptTable;
import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.DeviceSummary;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.registry.RegistryException;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Devices: what there is, and registering new ones. */
final class RegistryRoutes {
  private static final Access READERS =
      Access.of(Role.OPERATOR, Role.VENDOR, Role.STEWARD, Role.ADMIN);
  static final Access REGISTRARS = Access.of(Role.VENDOR, Role.STEWARD, Role.ADMIN);
  static final int LONGEST_TITLE = 200;
  static final int LONGEST_ID = 63;

  private final Registry registry;
  private final DatabaseAccess database;
  private final ReceiptTable ownership;

  RegistryRoutes(Registry registry, DatabaseAccess database, ReceiptTable ownership) {
    this.registry = registry;
    this.database = database;
    this.ownership = ownership;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/devices", READERS, this::devices),
        Endpoint.post("/api/v1/devices", REGISTRARS, this::addDevice));
  }

  /** Vendors see what is their organisation's; null: everything. */
  static @Nullable Integer organisationOf(Account account) {
    return account.role() == Role.VENDOR ? Integer.valueOf(account.organisationId()) : null;
  }

  private Answer devices(Request request) {
    Integer organisation = organisationOf(request.requireAccount());
    List<DeviceSummary> all = database.around(registry::listDevices);
    Optional<Set<String>> own =
        organisation == null ? Optional.empty() : Optional.of(ownership.devicesOf(organisation));
    List<DeviceSummary> devices =
        all.stream()
            .filter(device -> own.isEmpty() || own.get().contains(device.id().value()))
            .toList();
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("items");
              for (DeviceSummary device : devices) {
                writeDevice(json, device);
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .tagged();
  }

  private static void writeDevice(JsonGenerator json, DeviceSummary device) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", device.id().value());
    json.writeStringField("title", device.title());
    json.writeStringField("type", device.typeId());
    json.writeStringField("theme", device.theme().code());
    json.writeBooleanField("public", device.isPublic());
    json.writeBooleanField("enabled", device.enabled());
    Location location = device.location();
    if (location == null) {
      json.writeNullField("location");
    } else {
      json.writeArrayFieldStart("location");
      json.writeNumber(location.longitude());
      json.writeNumber(location.latitude());
      json.writeEndArray();
    }
    json.writeNumberField("things", device.things());
    if (device.monthlyQuota().isPresent()) {
      json.writeNumberField("monthly_quota", device.monthlyQuota().getAsLong());
    } else {
      json.writeNullField("monthly_quota");
    }
    json.writeStringField("created_at", device.createdAt().toString());
    json.writeEndObject();
  }

  private Answer addDevice(Request request) {
    Body body = Body.of(request);
    NewDevice device =
        new NewDevice(
            new DeviceId(slug(body, "id")),
            body.text("title", LONGEST_TITLE),
            body.text("type", LONGEST_ID),
            theme(body),
            location(body),
            body.flag("public", false),
            body.findText("owner", LONGEST_TITLE).orElse(""),
            body.findText("licence", LONGEST_TITLE).orElse(""),
            List.of());
    Account account = request.requireAccount();
    Registry theirs = registry.as(request.actor());
    String secret =
        registered(() ->
            account.role() == Role.VENDOR
                ? theirs.addDevice(device, account.organisationId())
                : theirs.addDevice(device));
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeStringField("id", device.id().value());
              json.writeStringField("secret", secret);
              json.writeEndObject();
            })
        .as(201, "application/json")
        .with("Cache-Control", "no-store");
  }

  private <T> T registered(Supplier<T> work) {
    try {
      return database.around(work);
    } catch (RegistryException.AlreadyExists e) {
      throw new ProblemException(
          Problem.of(409, "already_exists", "This id is taken", String.valueOf(e.getMessage())));
    } catch (RegistryException.Unknown | RegistryException.OfSomebodyElse e) {
      throw new ProblemException(Problem.invalidBody("/type", String.valueOf(e.getMessage())));
    }
  }

  static String slug(Body body, String field) {
    String id = body.text(field, LONGEST_ID);
    if (!DeviceId.isValid(id)) {
      throw body.invalid(field, "must match [a-z0-9][a-z0-9-]{0,62}, was " + Parameters.quoted(id));
    }
    return id;
  }

  private static Theme theme(Body body) {
    String code = body.text("theme", LONGEST_ID);
    return Theme.findByCode(code)
        .orElseThrow(() ->
            body.invalid(
                "theme",
                "must be one of "
                    + Arrays.stream(Theme.values())
                        .map(Theme::code)
                        .collect(Collectors.joining(", "))
                    + ", was "
                    + Parameters.quoted(code)));
  }

  private static @Nullable Location location(Body body) {
    JsonNode location = body.field("location");
    if (location.isMissingNode() || location.isNull()) {
      return null;
    }
    if (!location.isArray()
        || location.size() != 2
        || !location.path(0).isNumber()
        || !location.path(1).isNumber()) {
      throw body.invalid("location", "must be [longitude, latitude] in degrees");
    }
    try {
      return new Location(location.path(0).doubleValue(), location.path(1).doubleValue());
    } catch (IllegalArgumentException e) {
      throw body.invalid("location", String.valueOf(e.getMessage()));
    }
  }
}
