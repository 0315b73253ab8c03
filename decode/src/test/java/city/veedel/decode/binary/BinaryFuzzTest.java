package city.veedel.decode.binary;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any bytes as a payload and any text as a table: a document or faults. */
class BinaryFuzzTest {
  private final FieldTable everything = Tables.compile(WholeResults.EVERYTHING);
  private final CayenneLpp lpp = new CayenneLpp();

  /** The first byte is the port. */
  @FuzzTest
  void givesADocumentOrFaultsByATable(byte[] uplink) {
    if (uplink.length > 0) {
      byte[] payload = Arrays.copyOfRange(uplink, 1, uplink.length);
      WholeResults.check(
          everything.decode(Tables.uplink(uplink[0] & 0xFF, payload)), payload.length);
    }
  }

  @FuzzTest
  void givesADocumentOrFaultsByCayenneLpp(byte[] payload) {
    WholeResults.check(lpp.decode(Tables.uplink(1, payload)), payload.length);
  }

  @FuzzTest
  void compilesATableOrTellsItsMistakes(byte[] text) {
    WholeResults.check(FieldTable.compile(new String(text, StandardCharsets.UTF_8)));
  }
}
