package city.veedel.decode.binary;

import city.veedel.decode.codec.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code when} and its short form {@code port}: whether an entry is in a payload at all. */
final class ConditionReader {
  private final Scope scope;
  private final TableFaults faults;

  ConditionReader(Scope scope, TableFaults faults) {
    this.scope = scope;
    this.faults = faults;
  }

  @Nullable Condition read(Members entry) {
    List<Condition> conditions = new ArrayList<>();
    addPorts(entry, conditions);
    Node.Mapping when = entry.mapping("when");
    if (when != null) {
      Members members = new Members(when, faults);
      addPorts(members, conditions);
      addField(members, conditions);
      if (members.has("remaining")) {
        conditions.add(
            new Condition.OnRemaining(members.integer("remaining", 1, FieldTable.MAX_PAYLOAD, 1)));
      }
      members.refuseOthers();
      if (when.members().isEmpty()) {
        faults.add(when.place(), "a condition needs port, field or remaining");
      }
    }
    return switch (conditions.size()) {
      case 0 -> null;
      case 1 -> conditions.getFirst();
      default -> new Condition.All(List.copyOf(conditions));
    };
  }

  private void addPorts(Members members, List<Condition> conditions) {
    Set<Long> ports = members.wholes("port");
    if (!ports.isEmpty()) {
      requirePorts(ports, members.place("port"), faults);
      conditions.add(new Condition.OnPort(ports));
    }
  }

  private void addField(Members members, List<Condition> conditions) {
    String field = members.text("field");
    boolean onBit = members.has("bit");
    int bit = members.integer("bit", 0, Long.SIZE - 1, 0);
    Set<Long> values = members.wholes("equals");
    if (field == null) {
      if (onBit || !values.isEmpty()) {
        faults.add(members.place(), "\"field\" is missing: whose bit or value is meant");
      }
      return;
    }
    OptionalInt slot = scope.findInteger(field, members.place("field"));
    if (onBit == !values.isEmpty()) {
      faults.add(members.place("field"), "needs either \"bit\" or \"equals\"");
    } else if (slot.isPresent()) {
      conditions.add(
          onBit
              ? new Condition.OnBit(slot.getAsInt(), bit)
              : new Condition.OnValue(slot.getAsInt(), values));
    }
  }

  static void requirePorts(Set<Long> ports, Node.Place place, TableFaults faults) {
    if (ports.stream().anyMatch(port -> port < 0 || port > Uplink.MAX_PORT)) {
      faults.add(place, "a port is 0 to " + Uplink.MAX_PORT);
    }
  }

  /** The ports without which the condition never holds; empty where it may hold on any. */
  static Set<Long> portsOf(Condition condition) {
    return switch (condition) {
      case Condition.OnPort(Set<Long> ports) -> ports;
      case Condition.All(List<Condition> conditions) -> {
        for (Condition one : conditions) {
          if (one instanceof Condition.OnPort(Set<Long> ports)) {
            yield ports;
          }
        }
        yield Set.of();
      }
      case Condition.OnBit _, Condition.OnValue _, Condition.OnRemaining _ -> Set.of();
    };
  }
}
