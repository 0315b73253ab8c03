package city.veedel.decode.binary;

import city.veedel.decode.binary.EncodingReader.Orders;
import city.veedel.decode.document.Text;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a table from its text; every mistake in it becomes a fault of its own. */
final class TableReader {
  private static final String KINDS =
      "name (of a field), group, repeat, switch, tlv, skip, checksum";

  private final TableFaults faults;
  private final Scope scope;
  private int fields;
  private Orders orders = Orders.NETWORK;

  TableReader(TableFaults faults) {
    this.faults = faults;
    this.scope = new Scope(faults);
  }

  /** The table; of use only where there are no faults. */
  Layout read(Node root) {
    if (!(root instanceof Node.Mapping mapping)) {
      faults.add(root.place(), "a field table is a mapping with \"fields\"");
      return Layout.EMPTY;
    }
    Members members = new Members(mapping, faults);
    orders = Orders.NETWORK.override(members);
    Set<Long> ports = ports(members, "ports");
    boolean ignoreRest = members.flag("ignore-rest");
    List<Entry> entries = entries(members, "fields", 0, false);
    members.refuseOthers();
    return new Layout(
        entries, ports.isEmpty() ? portsOf(entries) : ports, ignoreRest, scope.size());
  }

  private List<Entry> entries(Members members, String key, int depth, boolean repeated) {
    Node node = members.find(key);
    if (node == null) {
      faults.add(members.place(), Text.quoted(key) + " is missing: the list of what is read");
      return List.of();
    }
    return entries(node, depth, repeated);
  }

  private List<Entry> entries(Node node, int depth, boolean repeated) {
    if (!(node instanceof Node.Sequence list)) {
      faults.add(node.place(), "must be a list of fields");
      return List.of();
    }
    if (depth > FieldTable.MAX_NESTING) {
      faults.add(node.place(), "nested deeper than " + FieldTable.MAX_NESTING);
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    Set<String> unconditional = new HashSet<>();
    for (Node element : list.elements()) {
      if (!(element instanceof Node.Mapping mapping)) {
        faults.add(element.place(), "must be a mapping with one of " + KINDS);
        continue;
      }
      if (++fields == FieldTable.MAX_FIELDS + 1) {
        faults.add(element.place(), "a table has at most " + FieldTable.MAX_FIELDS + " entries");
      }
      if (fields > FieldTable.MAX_FIELDS) {
        break;
      }
      Entry entry = entry(new Members(mapping, faults), depth, repeated);
      if (entry instanceof Entry.Field field && !unconditional.add(field.name())) {
        faults.add(
            mapping.place(), Text.quoted(field.name()) + " is read twice; rename or hide one");
      }
      if (entry != null) {
        entries.add(entry);
      }
    }
    return List.copyOf(entries);
  }

  private @Nullable Entry entry(Members members, int depth, boolean repeated) {
    // Conditions are about what was read before, so they come before the entry gives its name.
    Condition condition = new ConditionReader(scope, faults).read(members);
    if (repeated && members.has("at")) {
      faults.add(
          members.place("at"), "\"at\" counts from the payload's begin; not in a repetition");
    }
    Entry entry;
    if (members.has("group")) {
      entry = group(members, depth, repeated);
    } else if (members.has("repeat")) {
      entry = repeat(members, depth);
    } else if (members.has("switch")) {
      entry = choice(members, depth, repeated);
    } else if (members.has("tlv")) {
      entry = tlv(members, depth);
    } else if (members.has("skip")) {
      entry = new Entry.Skip(members.integer("skip", 1, FieldTable.MAX_PAYLOAD, 1));
    } else if (members.has("checksum")) {
      entry = checksum(members);
    } else if (members.has("name") || members.has("type")) {
      entry = new FieldReader(members, scope, faults, orders).read();
    } else {
      faults.add(members.place(), "needs one of " + KINDS);
      return null;
    }
    members.refuseOthers();
    return entry == null || condition == null ? entry : new Entry.Conditional(condition, entry);
  }

  private Entry group(Members members, int depth, boolean repeated) {
    String name = isNull(members.find("group")) ? null : members.text("group");
    boolean append = members.flag("append");
    if (append && name == null) {
      faults.add(members.place("append"), "only a group with a name can be appended");
    }
    return new Entry.Group(name, append, entries(members, "fields", depth + 1, repeated));
  }

  private Entry repeat(Members members, int depth) {
    String name = isNull(members.find("repeat")) ? null : members.text("repeat");
    int from = members.integer("from", 0, FieldTable.MAX_REPEATS, 0);
    Entry.Count count = count(members);
    List<Entry> entries = entries(members, "fields", depth + 1, true);
    if (members.find("fields") instanceof Node.Sequence list && list.elements().isEmpty()) {
      faults.add(list.place(), "a repetition needs at least one field");
    }
    return new Entry.Repeat(name, count, from, entries, Layout.slotsOf(entries));
  }

  private Entry.Count count(Members members) {
    Node node = members.find("count");
    if (node == null) {
      faults.add(members.place(), "\"count\" is missing: a number, an earlier field, or to-end");
      return new Entry.Count.ToEnd();
    }
    if (node instanceof Node.Scalar(_, JsonNode value) && value.isTextual()) {
      String name = value.textValue();
      if (name.equals("to-end")) {
        return new Entry.Count.ToEnd();
      }
      OptionalInt slot = scope.findInteger(name, node.place());
      return new Entry.Count.OfField(name, slot.orElse(0));
    }
    return new Entry.Count.Fixed(members.integer("count", 1, FieldTable.MAX_REPEATS, 1));
  }

  private @Nullable Entry choice(Members members, int depth, boolean repeated) {
    String field = members.text("switch");
    Node.Mapping cases = members.choices("cases");
    Node otherwise = members.find("otherwise");
    if (field == null || cases == null) {
      faults.add(members.place(), "a switch needs an earlier field and \"cases\"");
      return null;
    }
    if (cases.members().isEmpty() && otherwise == null) {
      faults.add(cases.place(), "a switch needs at least one case, or \"otherwise\"");
    }
    OptionalInt slot = scope.findInteger(field, members.place("switch"));
    Map<Long, List<Entry>> layouts = new HashMap<>();
    cases
        .members()
        .forEach((key, node) -> {
          BigInteger value = Members.whole(key);
          if (value == null || !Members.fits64(value)) {
            faults.add(node.place(), Text.quoted(key) + " must be a whole number");
          } else if (layouts.put(value.longValue(), entries(node, depth + 1, repeated)) != null) {
            faults.add(node.place(), "case " + value + " is given twice");
          }
        });
    return new Entry.Switch(
        field,
        slot.orElse(0),
        Map.copyOf(layouts),
        otherwise == null ? null : entries(otherwise, depth + 1, repeated));
  }

  private @Nullable Entry tlv(Members outer, int depth) {
    Node.Mapping mapping = outer.mapping("tlv");
    if (mapping == null) {
      return null;
    }
    Members members = new Members(mapping, faults);
    int keyBytes = members.integer("key-bytes", 1, 4, 1);
    int lengthBytes = members.integer("length-bytes", 0, 2, 0);
    Entry.Unknown unknown =
        switch (members.oneOf("unknown", "fault", "fault", "skip", "ignore-rest")) {
          case "skip" -> Entry.Unknown.SKIP;
          case "ignore-rest" -> Entry.Unknown.IGNORE_REST;
          default -> Entry.Unknown.FAULT;
        };
    if (unknown == Entry.Unknown.SKIP && lengthBytes == 0) {
      faults.add(members.place("unknown"), "what has no length cannot be skipped");
    }
    Map<Long, List<Entry>> layouts = new HashMap<>();
    Node.Mapping cases = members.choices("cases");
    if (cases == null || cases.members().isEmpty()) {
      faults.add(members.place(), "\"cases\" is missing: a list of fields for each type");
    } else {
      cases.members().forEach((key, node) -> addType(layouts, key, node, keyBytes, depth));
    }
    members.refuseOthers();
    Set<Integer> slots = new TreeSet<>();
    layouts.values().forEach(entries -> slots.addAll(Layout.slotsOf(entries)));
    return new Entry.Tlv(keyBytes, lengthBytes, Map.copyOf(layouts), unknown, slots);
  }

  private void addType(
      Map<Long, List<Entry>> layouts, String key, Node node, int keyBytes, int depth) {
    if (!key.matches("[0-9A-Fa-f]{" + 2 * keyBytes + "}")) {
      faults.add(
          node.place(),
          Text.quoted(key) + " must be " + 2 * keyBytes + " hexadecimal digits, without 0x");
    } else if (layouts.put(Long.parseLong(key, 16), entries(node, depth + 1, true)) != null) {
      faults.add(node.place(), "type " + key + " is given twice");
    }
  }

  private @Nullable Entry checksum(Members members) {
    String code = members.text("checksum");
    Checksum checksum = code == null ? null : Checksum.findByCode(code).orElse(null);
    if (checksum == null) {
      faults.add(
          members.place("checksum"),
          "unknown checksum; there are sum8, xor8, crc8, crc16-ccitt, crc16-modbus");
      return null;
    }
    int last = FieldTable.MAX_PAYLOAD - 1;
    return new Entry.Check(
        checksum,
        members.integer("from", 0, last, 0),
        members.integer("at", -last, last, Entry.RUNNING),
        orders.override(members).littleEndian());
  }

  private Set<Long> ports(Members members, String key) {
    Set<Long> ports = members.wholes(key);
    ConditionReader.requirePorts(ports, members.place(key), faults);
    return ports;
  }

  /** Where everything is for certain ports only, the table knows those; otherwise any. */
  private static Set<Long> portsOf(List<Entry> entries) {
    Set<Long> ports = new TreeSet<>();
    for (Entry entry : entries) {
      Set<Long> own =
          entry instanceof Entry.Conditional(Condition condition, _)
              ? ConditionReader.portsOf(condition)
              : Set.of();
      if (own.isEmpty()) {
        return Set.of();
      }
      ports.addAll(own);
    }
    return ports;
  }

  private static boolean isNull(@Nullable Node node) {
    return node instanceof Node.Scalar(_, JsonNode value) && value.isNull();
  }
}
