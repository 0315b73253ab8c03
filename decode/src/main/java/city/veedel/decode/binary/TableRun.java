package city.veedel.decode.binary;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.decode.document.Pointer;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reading of one payload by a table. */
final class TableRun {
  private static final int KNOWN_SHOWN = 12;
  private static final int CHECKED_BYTES_PER_STEP = 16;
  private static final int FORGOTTEN_PER_STEP = 8;

  private final Layout layout;
  private final int port;
  private final int length;
  private final ByteCursor cursor;
  private final Slots slots;
  private final RawReader raws;
  private final @Nullable List<FieldTrace> traces;
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Presenter presenter = new Presenter(faults, warnings);
  private int steps;
  private int number;

  TableRun(Layout layout, Uplink uplink, @Nullable List<FieldTrace> traces) {
    this.layout = layout;
    this.port = uplink.port();
    this.length = uplink.payload().length();
    this.cursor = new ByteCursor(uplink.payload().bytes());
    this.slots = new Slots(layout.slots());
    this.raws = new RawReader(cursor, slots, port);
    this.traces = traces;
  }

  CodecResult read() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    try {
      requirePort();
      requireLength();
      read(layout.entries(), document, "");
      requireEnd();
    } catch (Unreadable e) {
      faults.add(e.fault());
    }
    return faults.isEmpty()
        ? new CodecResult.Document(document, warnings)
        : new CodecResult.Undecodable(faults);
  }

  private void requirePort() throws Unreadable {
    if (layout.ports().isEmpty() || layout.ports().contains((long) port)) {
      return;
    }
    String known =
        layout.ports().stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
    throw new Unreadable(
        RefusalReason.VALUE_INVALID,
        (port == Uplink.NO_PORT
                ? "the uplink came without a port"
                : "nothing is known of port " + port)
            + "; the table knows "
            + known,
        0);
  }

  private void requireLength() throws Unreadable {
    if (length == 0) {
      throw new Unreadable(RefusalReason.PAYLOAD_MALFORMED, "the payload is empty", 0);
    }
    if (length > FieldTable.MAX_PAYLOAD) {
      throw new Unreadable(
          RefusalReason.TOO_LARGE,
          "the payload has " + length + " bytes; at most " + FieldTable.MAX_PAYLOAD + " are read",
          FieldTable.MAX_PAYLOAD);
    }
  }

  private void requireEnd() throws Unreadable {
    int end = cursor.furthest();
    if (end < length && !layout.ignoreRest()) {
      throw new Unreadable(
          RefusalReason.PAYLOAD_MALFORMED,
          ByteCursor.count(length - end)
              + " left over after what the table reads: "
              + cursor.hex(end, Math.min(end + 16, length))
              + "; add what they are, or ignore-rest: true",
          end);
    }
  }

  private void read(List<Entry> entries, ObjectNode into, String path) throws Unreadable {
    for (Entry entry : entries) {
      read(entry, into, path);
    }
  }

  private void read(Entry entry, ObjectNode into, String path) throws Unreadable {
    spend(1);
    switch (entry) {
      case Entry.Field field -> field(field, into, path);
      case Entry.Conditional(Condition condition, Entry conditional) -> {
        if (slots.holds(condition, port, cursor.remaining())) {
          read(conditional, into, path);
        }
      }
      case Entry.Group group -> group(group, into, path);
      case Entry.Repeat repeat -> repeat(repeat, into, path);
      case Entry.Switch choice -> choose(choice, into, path);
      case Entry.Tlv tlv -> tlv(tlv, into, path);
      case Entry.Skip(int bytes) -> cursor.skip(bytes, "what is skipped");
      case Entry.Check check -> check(check);
    }
  }

  private void spend(int count) throws Unreadable {
    steps += count;
    if (steps > FieldTable.MAX_STEPS) {
      throw new Unreadable(
          RefusalReason.VALUE_INVALID,
          "more than "
              + FieldTable.MAX_STEPS
              + " steps for one payload; the table repeats too much",
          cursor.offset());
    }
  }

  private void forget(Set<Integer> forgotten) throws Unreadable {
    spend(forgotten.size() / FORGOTTEN_PER_STEP);
    slots.forget(forgotten);
  }

  /** Pointers are for an explanation; nobody sees them in the document of a message. */
  private String member(String path, String name) {
    return traces == null ? path : Pointer.member(path, name);
  }

  private String element(String path, int index) {
    return traces == null ? path : Pointer.element(path, index);
  }

  private void field(Entry.Field field, ObjectNode into, String path) throws Unreadable {
    String name =
        field.isNumbered()
            ? field.name().replace(Entry.NUMBER, Integer.toString(number))
            : field.name();
    if (field.at() != Entry.RUNNING) {
      cursor.moveTo(field.at(), field.bit(), name);
    }
    int from = field.encoding() instanceof Encoding.Bits ? cursor.offset() : cursor.end();
    Raw raw = raws.read(field.encoding(), name);
    if (raw instanceof Raw.Characters) {
      spend(cursor.end() - from);
    }
    JsonNode value = NullNode.instance;
    slots.forget(field.slot());
    if (raw != null && !isMissing(field, raw)) {
      requireExpected(field, name, raw, from);
      value = presenter.show(field.presentation(), raw, name, from);
      if (!value.isNull()) {
        slots.put(field.slot(), raw, value.isNumber() ? value.doubleValue() : raw.number(), from);
      }
    }
    if (!field.hidden()) {
      into.set(name, value);
    }
    if (traces != null) {
      int to = isComputed(field.encoding()) ? from : cursor.end();
      traces.add(
          new FieldTrace(
              member(path, name),
              from,
              to - from,
              cursor.hex(from, to),
              raw == null ? "" : raw.text(),
              value));
    }
  }

  private static boolean isComputed(Encoding encoding) {
    return encoding instanceof Encoding.Slice
        || encoding instanceof Encoding.Sum
        || encoding instanceof Encoding.Port;
  }

  private static boolean isMissing(Entry.Field field, Raw raw) {
    if (raw instanceof Raw.Whole whole) {
      for (long marker : field.missing()) {
        if (whole.matches(marker)) {
          return true;
        }
      }
    }
    return false;
  }

  private void requireExpected(Entry.Field field, String name, Raw raw, int offset)
      throws Unreadable {
    Long expected = field.expected();
    if (expected != null && raw instanceof Raw.Whole whole && !whole.matches(expected)) {
      throw new Unreadable(
          RefusalReason.VALUE_INVALID,
          name + " is " + raw.text() + ", but the table is for " + expected,
          offset);
    }
    int counted =
        switch (field.lengthCheck()) {
          case NONE -> -1;
          case REMAINING -> cursor.remaining();
          case TOTAL -> length;
        };
    if (counted >= 0 && raw.number() != counted) {
      throw new Unreadable(
          RefusalReason.PAYLOAD_MALFORMED,
          name + " announces " + raw.text() + " bytes, there are " + counted,
          offset);
    }
  }

  private void group(Entry.Group group, ObjectNode into, String path) throws Unreadable {
    String name = group.name();
    if (name == null) {
      read(group.entries(), into, path);
      return;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    String pointer = member(path, name);
    if (group.append()) {
      ArrayNode array = array(into, name);
      read(group.entries(), object, element(pointer, array.size()));
      array.add(object);
    } else {
      read(group.entries(), object, pointer);
      into.set(name, object);
    }
  }

  private static ArrayNode array(ObjectNode into, String name) {
    return into.get(name) instanceof ArrayNode array ? array : into.putArray(name);
  }

  private void repeat(Entry.Repeat repeat, ObjectNode into, String path) throws Unreadable {
    int outer = number;
    int times = times(repeat.count());
    String name = repeat.name();
    ArrayNode array = name == null ? null : array(into, name);
    String pointer = name == null ? path : member(path, name);
    for (int i = 0; i < times; i++) {
      int before = cursor.end();
      if (repeat.count() instanceof Entry.Count.ToEnd && cursor.remaining() == 0) {
        break;
      }
      if (i == FieldTable.MAX_REPEATS) {
        throw new Unreadable(
            RefusalReason.VALUE_INVALID,
            "more than " + FieldTable.MAX_REPEATS + " repetitions",
            before);
      }
      spend(1);
      number = repeat.from() + i;
      forget(repeat.slots());
      if (array == null) {
        read(repeat.entries(), into, pointer);
      } else {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        read(repeat.entries(), object, element(pointer, array.size()));
        array.add(object);
      }
      if (repeat.count() instanceof Entry.Count.ToEnd && cursor.end() == before) {
        throw new Unreadable(
            RefusalReason.VALUE_INVALID,
            "a repetition to the end must read at least one byte each time",
            before);
      }
    }
    number = outer;
  }

  private int times(Entry.Count count) throws Unreadable {
    return switch (count) {
      case Entry.Count.Fixed(int times) -> times;
      case Entry.Count.ToEnd _ -> Integer.MAX_VALUE;
      case Entry.Count.OfField(String field, int slot) -> {
        if (!slots.has(slot)) {
          yield 0;
        }
        long times = slots.raw(slot);
        if (times < 0 || times > FieldTable.MAX_REPEATS) {
          throw new Unreadable(
              RefusalReason.VALUE_INVALID,
              field
                  + " asks for "
                  + times
                  + " repetitions; there are 0 to "
                  + FieldTable.MAX_REPEATS,
              slots.offset(slot));
        }
        yield (int) times;
      }
    };
  }

  private void choose(Entry.Switch choice, ObjectNode into, String path) throws Unreadable {
    if (!slots.has(choice.slot())) {
      return;
    }
    List<Entry> entries = choice.cases().get(slots.raw(choice.slot()));
    if (entries == null) {
      entries = choice.otherwise();
    }
    if (entries == null) {
      throw new Unreadable(
          RefusalReason.PAYLOAD_MALFORMED,
          choice.field()
              + " is "
              + slots.raw(choice.slot())
              + "; the table has layouts for "
              + known(choice.cases(), Long::toString),
          slots.offset(choice.slot()));
    }
    read(entries, into, path);
  }

  private void tlv(Entry.Tlv tlv, ObjectNode into, String path) throws Unreadable {
    while (cursor.remaining() > 0) {
      spend(1);
      int from = cursor.end();
      long key = cursor.unsigned(tlv.keyBytes(), false, "the type");
      int limit = cursor.limit();
      if (tlv.lengthBytes() > 0) {
        int bytes = (int) cursor.unsigned(tlv.lengthBytes(), false, "the length of a type");
        if (bytes > cursor.remaining()) {
          cursor.skip(bytes, "type " + hex(key, tlv.keyBytes()));
        }
        cursor.limitTo(cursor.end() + bytes);
      }
      List<Entry> entries = tlv.cases().get(key);
      if (entries != null) {
        forget(tlv.slots());
        read(entries, into, path);
      } else if (tlv.unknown() == Entry.Unknown.FAULT) {
        throw new Unreadable(
            RefusalReason.PAYLOAD_MALFORMED,
            "type "
                + hex(key, tlv.keyBytes())
                + " is unknown; the table has "
                + known(tlv.cases(), known -> hex(known, tlv.keyBytes())),
            from);
      } else if (tlv.unknown() == Entry.Unknown.IGNORE_REST) {
        cursor.skip(cursor.remaining(), "the rest");
      }
      if (tlv.lengthBytes() > 0) {
        cursor.skip(cursor.remaining(), "the rest of a type");
        cursor.limitTo(limit);
      }
    }
  }

  private static String hex(long key, int bytes) {
    return HexFormat.of().withUpperCase().toHexDigits(key, 2 * bytes);
  }

  private static String known(Map<Long, List<Entry>> cases, LongFunction<String> words) {
    Iterator<Long> keys = cases.keySet().stream().sorted().iterator();
    List<String> known = new ArrayList<>();
    while (keys.hasNext() && known.size() < KNOWN_SHOWN) {
      known.add(words.apply(keys.next()));
    }
    return String.join(", ", known) + (keys.hasNext() ? " and others" : "");
  }

  private void check(Entry.Check check) throws Unreadable {
    if (check.at() != Entry.RUNNING) {
      cursor.moveTo(check.at(), 0, check.checksum().code());
    }
    int at = cursor.end();
    spend(Math.max(0, at - check.from()) / CHECKED_BYTES_PER_STEP);
    long stated =
        cursor.unsigned(check.checksum().bytes(), check.littleEndian(), check.checksum().code());
    int computed = cursor.checksum(check.checksum(), check.from(), at);
    if (stated != computed) {
      int bytes = check.checksum().bytes();
      throw new Unreadable(
          RefusalReason.PAYLOAD_MALFORMED,
          check.checksum().code()
              + " is "
              + hex(stated, bytes)
              + ", of the bytes from "
              + check.from()
              + " it is "
              + hex(computed, bytes)
              + "; they were damaged on the way, or the table has another rule",
          at);
    }
  }
}
