package city.veedel.decode.binary;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import java.util.ArrayList;
import java.util.List;

/**
 * A binary layout that a vendor wrote down as a table of fields, in YAML or JSON;
 * docs/device-types.md describes it. Compiled once, then immutable.
 */
public final class FieldTable implements Codec {
  /** In bytes. */
  public static final int MAX_PAYLOAD = 65_536;

  /** Entries of a table, at all depths. */
  public static final int MAX_FIELDS = 1_000;

  /** Repetitions of one layout. */
  public static final int MAX_REPEATS = 10_000;

  /** Raw values of one field that stand for no value. */
  public static final int MAX_MISSING = 16;

  /** Names of the values of one field, numbers in a list, and cases of a choice. */
  public static final int MAX_CHOICES = 1_000;

  /** Lists in lists. */
  public static final int MAX_NESTING = 8;

  /**
   * For one payload, counted and not timed: entries that are read or looked at, passes of
   * repetitions, bytes of text, every 16 bytes under a checksum, every 8 names that a pass forgets.
   * A step takes well under a microsecond, so that the worst table takes some tens of milliseconds.
   */
  public static final int MAX_STEPS = 50_000;

  private final Layout layout;

  private FieldTable(Layout layout) {
    this.layout = layout;
  }

  /** A table, or every mistake in its text. */
  public static Compilation compile(String source) {
    TableFaults faults = new TableFaults();
    Node root = TableText.read(source, faults);
    Layout layout = root == null ? Layout.EMPTY : new TableReader(faults).read(root);
    return faults.isEmpty()
        ? new Compilation.Compiled(new FieldTable(layout))
        : new Compilation.Faulty(faults.inOrder());
  }

  @Override
  public CodecResult decode(Uplink uplink) {
    return new TableRun(layout, uplink, null).read();
  }

  /** Decodes and says how; for people, not for every message. */
  public Explanation explain(Uplink uplink) {
    List<FieldTrace> fields = new ArrayList<>();
    CodecResult result = new TableRun(layout, uplink, fields).read();
    return new Explanation(result, fields);
  }

  /** What the text of a table comes to. */
  public sealed interface Compilation {
    record Compiled(FieldTable table) implements Compilation {}

    /** With JSON Pointer, line and column, in the order of the text. */
    record Faulty(List<Fault> faults) implements Compilation {
      public Faulty {
        faults = List.copyOf(faults);
      }
    }
  }
}
