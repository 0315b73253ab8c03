/**
 * What strict readers of JSON and CBOR share: parsers with limits, pointers to the place, and a
 * bounded list of faults. Knows nothing of what a document means.
 */
@NullMarked
package city.veedel.decode.document;

import org.jspecify.annotations.NullMarked;
