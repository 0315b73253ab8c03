package city.veedel.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.journal.Entry;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as what a damaged journal file may hold: entries that are whole, or an error. */
class EntryBlockFuzzTest {
  private final KnownIds ids = new KnownIds();

  @FuzzTest
  void readsOnlyWholeEntriesOfAnyBlock(byte[] block) {
    EntryBlock.Cursor cursor = new EntryBlock.Cursor(block, ids);
    while (cursor.hasNext()) {
      int before = cursor.offset();
      try {
        checkIsWhole(cursor.next());
      } catch (MalformedEntryException e) {
        assertThat(e).hasMessageMatching(".+");
      }
      assertThat(cursor.offset()).isGreaterThan(before);
    }
  }

  @FuzzTest
  void readsOnlyAWholeEntryOfAnyBytes(byte[] bytes) {
    try {
      checkIsWhole(EntryCodec.decode(bytes));
    } catch (MalformedEntryException e) {
      assertThat(e).hasMessageMatching(".+");
    }
  }

  /** Whatever was read can be written and is the same again. */
  private static void checkIsWhole(Entry entry) throws MalformedEntryException {
    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
  }
}
