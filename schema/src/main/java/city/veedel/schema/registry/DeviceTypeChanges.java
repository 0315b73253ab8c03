package city.veedel.schema.registry;

import city.veedel.model.DeviceType;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.registry.SavedDeviceType.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** New device types and new versions of them, each with its entry in the audit trail. */
final class DeviceTypeChanges {
  private final Connection connection;
  private final DeviceTypeTable types;
  private final Actor actor;
  private final Instant at;

  DeviceTypeChanges(Connection connection, Actor actor, Instant at) {
    this.connection = connection;
    this.types = new DeviceTypeTable(connection);
    this.actor = actor;
    this.at = at;
  }

  DeviceType add(DeviceType type, OptionalInt owner) throws SQLException {
    DeviceType first = type.withVersion(DeviceType.FIRST_VERSION);
    types.insert(first, owner, at, actor.name());
    record(Act.DEVICE_TYPE_ADDED, first.id(), Map.of("decoder", first.decoding().decoder()));
    return first;
  }

  DeviceType change(DeviceType type, OptionalInt owner) throws SQLException {
    DeviceTypeTable.Present present =
        types
            .lock(type.id())
            .orElseThrow(() -> new RegistryException.Unknown("device type", type.id()));
    if (owner.isPresent() && owner.getAsInt() != present.organisation()) {
      throw new RegistryException.AlreadyExists("device type", type.id());
    }
    if (type.version() != present.type().version()) {
      throw new RegistryException.OutOfDate(
          "device type", type.id(), present.type().version(), type.version());
    }
    return replace(present.type(), type);
  }

  SavedDeviceType save(DeviceType type) throws SQLException {
    Optional<DeviceTypeTable.Present> present = types.lock(type.id());
    if (present.isEmpty()) {
      return new SavedDeviceType(add(type, OptionalInt.empty()), Change.ADDED);
    }
    int before = present.get().type().version();
    DeviceType after = replace(present.get().type(), type);
    return new SavedDeviceType(after, after.version() == before ? Change.NONE : Change.CHANGED);
  }

  private DeviceType replace(DeviceType present, DeviceType wanted) throws SQLException {
    if (wanted.saysTheSameAs(present)) {
      return present;
    }
    if (wanted.pseudonymisesThings() != present.pseudonymisesThings()) {
      throw new RegistryException.Incompatible(
          "Whether a type pseudonymises its things is decided when it is registered; register"
              + " another type.");
    }
    if (present.version() == DeviceType.MAX_VERSION) {
      throw new RegistryException.Incompatible(
          "A type has at most " + DeviceType.MAX_VERSION + " versions; register another type.");
    }
    DeviceType next = wanted.withVersion(present.version() + 1);
    types.replace(next, at, actor.name());
    Optional<String> reinterpreted = types.findReinterpreted(next);
    if (reinterpreted.isPresent()) {
      throw new RegistryException.Incompatible(
          "Of devices of this type "
              + reinterpreted.get()
              + "; keep unit and result type, or give the property another name.");
    }
    types.renameDatastreams(next);
    record(
        Act.DEVICE_TYPE_CHANGED,
        next.id(),
        Map.of("version", Integer.toString(next.version()), "decoder", next.decoding().decoder()));
    return next;
  }

  private void record(Act act, String id, Map<String, String> detail) throws SQLException {
    AuditTrail.append(connection, AuditEntry.of(at, actor, act, id, detail));
  }
}
