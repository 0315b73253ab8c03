package city.veedel.decode;

import java.util.List;

/**
 * What became of a payload besides its readings.
 *
 * @param warnings what is odd but was read all the same, in English
 * @param ignored JSON Pointers of fields that the mapping leaves out on purpose
 * @param unmapped JSON Pointers of fields that no mapping names, at most {@value #MAX_FIELDS}
 */
public record Notes(List<String> warnings, List<String> ignored, List<String> unmapped) {
  public static final int MAX_FIELDS = 200;
  public static final Notes NONE = new Notes(List.of(), List.of(), List.of());

  public Notes {
    warnings = List.copyOf(warnings);
    ignored = List.copyOf(ignored);
    unmapped = List.copyOf(unmapped);
  }
}
