package city.veedel.decode.mapping;

import org.jspecify.annotations.Nullable;

/**
 * The document, or an element of an array in it: a time that stands in an element is the time of
 * what stands in the same element, and none of its neighbours'.
 *
 * @param at JSON Pointer
 */
record Scope(String at, @Nullable Scope outer) {}
