/**
 * Codecs for binary payloads that need no script: field tables, which a vendor writes as YAML, and
 * Cayenne LPP.
 */
@NullMarked
package city.veedel.decode.binary;

import org.jspecify.annotations.NullMarked;
