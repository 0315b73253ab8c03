package city.veedel.decode.binary;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one field of a document came about: field → raw → value.
 *
 * @param pointer JSON Pointer (RFC 6901) of the value in the document; of a hidden field, which the
 *     document does not have, where it would be
 * @param offset of its first byte, from 0; of a computed field, where reading stood
 * @param length in bytes; 0 for a computed field. Bit fields count every byte that they touch
 * @param hex those bytes
 * @param raw what stands there before it is scaled or named
 * @param value as in the document; null stands for a missing value
 */
public record FieldTrace(
    String pointer, int offset, int length, String hex, String raw, JsonNode value) {}
