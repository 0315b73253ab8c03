package city.veedel.decode.mapping;

import city.veedel.decode.mapping.FieldValues.Read;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the fields of one target say, each about the values of the array element it stands in. */
final class Contexts<T> {
  private final Map<Scope, Said<T>> byScope = new HashMap<>();

  /**
   * @param at JSON Pointer of the field
   */
  record Said<T>(String at, Read<T> read) {}

  /** Of several fields of the same element the first counts. */
  void add(Scope scope, String at, Read<T> read) {
    byScope.putIfAbsent(scope, new Said<>(at, read));
  }

  /** What the innermost array element around a value says, else the next one outwards. */
  @Nullable Said<T> find(Scope scope) {
    if (byScope.isEmpty()) {
      return null;
    }
    for (Scope s = scope; s != null; s = s.outer()) {
      Said<T> said = byScope.get(s);
      if (said != null) {
        return said;
      }
    }
    return null;
  }
}
