package city.veedel.journal.codec;

import city.veedel.journal.Entry;
import city.veedel.model.RawMessage;
import java.util.List;

/**
 * Entries one after the other, each behind its length in four bytes. Blocks joined are a block: the
 * writer makes a batch of several appends without looking inside.
 */
public final class EntryBlock {
  /** Bytes before each entry. */
  private static final int PREFIX = Integer.BYTES;

  /** What an entry and each of its observations usually take at most. */
  private static final int USUAL_ENTRY = 96;

  private static final int USUAL_OBSERVATION = 48;

  private EntryBlock() {}

  public static byte[] encode(List<Entry> entries) {
    int expected = 0;
    for (Entry entry : entries) {
      expected += USUAL_ENTRY + usualContent(entry);
    }
    ByteSink sink = new ByteSink(expected);
    for (Entry entry : entries) {
      int start = sink.length();
      sink.putInt(0);
      EntryCodec.write(entry, sink);
      sink.patchInt(start, sink.length() - start - PREFIX);
    }
    return sink.toBytes();
  }

  private static int usualContent(Entry entry) {
    return switch (entry) {
      case Entry.Accepted(var _, var observations, RawMessage raw) ->
          observations.size() * USUAL_OBSERVATION + (raw == null ? 0 : raw.payload().length());
      case Entry.SetAside setAside -> setAside.letter().payload().length();
    };
  }

  /** Walks through a block; an entry that cannot be read does not hide those after it. */
  public static final class Cursor {
    private final byte[] block;
    private final KnownIds ids;
    private int at;

    /**
     * @param ids of whoever reads block after block
     */
    public Cursor(byte[] block, KnownIds ids) {
      this.block = block;
      this.ids = ids;
    }

    public boolean hasNext() {
      return at < block.length;
    }

    /** Bytes already passed. */
    public int offset() {
      return at;
    }

    /** The next entry. Whether or not it can be read, the cursor stands after it. */
    public Entry next() throws MalformedEntryException {
      int start = start();
      int end = end(start);
      at = end;
      return EntryCodec.read(new ByteSource(block, start, end, ids));
    }

    /** Passes an entry without decoding it. */
    public void skip() throws MalformedEntryException {
      at = end(start());
    }

    private int start() throws MalformedEntryException {
      if (block.length - at < PREFIX) {
        at = block.length;
        throw new MalformedEntryException("a block ends inside a length");
      }
      return at + PREFIX;
    }

    private int end(int start) throws MalformedEntryException {
      int length = ByteSource.intAt(block, at);
      if (length < 0 || length > block.length - start) {
        at = block.length;
        throw new MalformedEntryException(
            "an entry of " + length + " bytes with " + (block.length - start) + " left");
      }
      return start + length;
    }
  }
}
