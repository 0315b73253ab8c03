package city.veedel.model;

/** What the results of a datastream are; fixed by its definition or by its first observation. */
public enum ResultType {
  NUMBER("number"),
  BOOLEAN("boolean"),
  TEXT("text");

  private final String code;

  ResultType(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static ResultType ofCode(String code) {
    for (ResultType type : values()) {
      if (type.code.equals(code)) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown result type \"" + code + "\"");
  }
}
