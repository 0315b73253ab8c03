package city.veedel.model;

/**
 * What one field of a codec's document is called here.
 *
 * @param field JSON Pointer (RFC 6901) into the document; {@code *} stands for every element of an
 *     array
 * @param property under which it is stored
 * @param unit UCUM code of the unit the vendor's number is in, or empty for that of the property
 */
public record FieldMapping(String field, PropertyName property, String unit) {
  public FieldMapping {
    if (!field.startsWith("/")) {
      throw new IllegalArgumentException(
          "a field is a JSON Pointer such as /temperature, was \"" + field + '"');
    }
  }
}
