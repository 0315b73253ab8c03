package city.veedel.decode.senml;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a record, RFC 8428, tables 1 and 4. */
enum Label {
  BASE_VERSION("bver", -1),
  BASE_NAME("bn", -2),
  BASE_TIME("bt", -3),
  BASE_UNIT("bu", -4),
  BASE_VALUE("bv", -5),
  BASE_SUM("bs", -6),
  NAME("n", 0),
  UNIT("u", 1),
  VALUE("v", 2),
  STRING_VALUE("vs", 3),
  BOOLEAN_VALUE("vb", 4),
  SUM("s", 5),
  TIME("t", 6),
  UPDATE_TIME("ut", 7),
  DATA_VALUE("vd", 8);

  /** By text and, as the parser gives map keys, by the text of the CBOR number. */
  private static final Map<String, Label> BY_TEXT = new HashMap<>();

  private static final Map<String, Label> BY_TEXT_OR_NUMBER = new HashMap<>();

  static {
    for (Label label : values()) {
      BY_TEXT.put(label.text, label);
      BY_TEXT_OR_NUMBER.put(label.text, label);
      BY_TEXT_OR_NUMBER.put(Integer.toString(label.number), label);
    }
  }

  private final String text;
  private final int number;

  Label(String text, int number) {
    this.text = text;
    this.number = number;
  }

  static @Nullable Label inJson(String key) {
    return BY_TEXT.get(key);
  }

  static @Nullable Label inCbor(String key) {
    return BY_TEXT_OR_NUMBER.get(key);
  }

  String text() {
    return text;
  }

  boolean isBase() {
    return number < 0;
  }
}
