package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.decode.Fault;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceType;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.DeviceTypeHistory;
import city.veedel.schema.registry.OwnedDeviceType;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.registry.RegistryException;
import city.veedel.schema.registry.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Device types: which there are, their versions, registering and changing them. */
final class DeviceTypeRoutes {
  /** A source of all the characters it may have, most of them escaped or of two bytes. */
  static final int LONGEST_BODY = 1 << 20;

  private final Registry registry;
  private final DatabaseAccess database;
  private final TypeDecoders decoders;
  private final Trials trials;

  DeviceTypeRoutes(
      Registry registry, DatabaseAccess database, TypeDecoders decoders, Trials trials) {
    this.registry = registry;
    this.database = database;
    this.decoders = decoders;
    this.trials = trials;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/device-types", Access.anyLogin(), this::list),
        Endpoint.get("/api/v1/device-types/:id", Access.anyLogin(), this::show),
        Endpoint.post("/api/v1/device-types", RegistryRoutes.REGISTRARS, this::save)
            .withBody(LONGEST_BODY));
  }

  /** Without their sources, which may be long. */
  private Answer list(Request request) {
    Account account = request.requireAccount();
    List<OwnedDeviceType> types = database.around(registry::describeDeviceTypes);
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("items");
              for (OwnedDeviceType owned : types) {
                json.writeStartObject();
                DeviceTypeJson.write(json, owned.type(), isInsider(account, owned.organisation()));
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
    boolean insider = isInsider(request.requireAccount(), history.organisation());
    return Answer.json(
            json -> {
              json.writeStartObject();
              DeviceTypeJson.write(json, history.type(), insider);
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

  /** What one vendor wrote, source and fields, is no other vendor's to read. */
  private static boolean isInsider(Account account, int organisation) {
    return account.role() != Role.VENDOR || account.organisationId() == organisation;
  }

  private Answer save(Request request) {
    Body body = Body.of(request);
    int from = body.whole("version", 1, DeviceType.MAX_VERSION, 0);
    DeviceType wanted =
        DeviceTypeDefinition.read(
            body, from == 0 ? DeviceType.FIRST_VERSION : from, decoders.names());
    Account account = request.requireAccount();
    OptionalInt owner =
        account.role() == Role.VENDOR
            ? OptionalInt.of(account.organisationId())
            : OptionalInt.empty();
    Registry theirs = registry.as(request.actor());
    Optional<DeviceType> present = stored(() -> requireSavable(wanted, from, owner));
    if (owner.isPresent()) {
      requireModest(wanted, present);
    }
    trials.run(
        account.organisationId(),
        () -> {
          requireDecoder(wanted);
          return true;
        });
    DeviceType saved =
        stored(() ->
            from == 0
                ? theirs.addDeviceType(wanted, owner)
                : theirs.changeDeviceType(wanted, owner));
    return Answer.json(
            json -> {
              json.writeStartObject();
              DeviceTypeJson.write(json, saved, true);
              json.writeStringField("source", saved.decoding().source());
              json.writeEndObject();
            })
        .as(from == 0 ? 201 : 200, "application/json");
  }

  /** The type that is to be changed, if it may be; empty where a new one may be registered. */
  private Optional<DeviceType> requireSavable(DeviceType wanted, int from, OptionalInt owner) {
    if (from == 0) {
      registry.requireAddable(wanted.id(), owner);
      return Optional.empty();
    }
    return Optional.of(registry.requireChangeable(wanted.id(), from, owner));
  }

  /**
   * How far back a device may write, and how long payloads are kept, costs the city disk: a vendor
   * has what is usual, or what a steward allowed the type before.
   */
  private static void requireModest(DeviceType wanted, Optional<DeviceType> present) {
    AcceptedTime allowed = present.map(DeviceType::acceptedTime).orElse(AcceptedTime.LIVE);
    requireAtMost(
        "accepted_past_s",
        wanted.acceptedTime().past().toSeconds(),
        longer(allowed.past(), AcceptedTime.LIVE.past()).toSeconds());
    requireAtMost(
        "accepted_future_s",
        wanted.acceptedTime().future().toSeconds(),
        longer(allowed.future(), AcceptedTime.LIVE.future()).toSeconds());
    requireAtMost(
        "keep_raw_days",
        wanted.keepRawDays(),
        Math.max(present.map(DeviceType::keepRawDays).orElse(0), DeviceType.DEFAULT_KEEP_RAW_DAYS));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static void requireAtMost(String field, long wanted, long most) {
    if (wanted > most) {
      throw new ProblemException(
          Problem.invalidBody(
              "/" + field,
              "is at most " + most + " for a vendor; ask a steward of the city for more"));
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

  private <T> T stored(Supplier<T> work) {
    try {
      return database.around(work);
    } catch (RegistryException.AlreadyExists e) {
      throw conflict("already_exists", "This id is taken", e);
    } catch (RegistryException.OutOfDate e) {
      throw conflict("out_of_date", "Somebody changed it meanwhile", e);
    } catch (RegistryException.UsedByOthers e) {
      throw conflict("used_by_others", "Others depend on it", e);
    } catch (RegistryException.TooMany e) {
      throw conflict("too_many", "There are as many as there may be", e);
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
