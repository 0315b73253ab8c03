package city.veedel.decode.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The document, or an element of an array in it: a time that stands in an element is the time of
 * what stands in the same element, and none of its neighbours'. It is the same for every path that
 * leads through it.
 */
final class Scope {
  private static final int WHOLE = -1;

  private final JsonNode container;
  private final int index;
  private final @Nullable Scope outer;

  private Scope(JsonNode container, int index, @Nullable Scope outer) {
    this.container = container;
    this.index = index;
    this.outer = outer;
  }

  static Scope document(JsonNode root) {
    return new Scope(root, WHOLE, null);
  }

  Scope element(JsonNode array, int of) {
    return new Scope(array, of, this);
  }

  /** The element around this one, or null around the document. */
  @Nullable Scope outer() {
    return outer;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Equal arrays may stand in many places of a document.
  public boolean equals(@Nullable Object other) {
    return other instanceof Scope scope && scope.container == container && scope.index == index;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(container) + index;
  }
}
